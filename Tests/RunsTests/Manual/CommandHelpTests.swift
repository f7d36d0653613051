import Testing

@testable import Runs

@Suite struct CommandHelpTests {
  @Test("Every command has two examples and a legend, whose lines do not wrap", arguments: CommandHelp.all.indices)
  func isComplete(index: Int) {
    let (command, help) = CommandHelp.all[index]
    #expect(help.examples.count == 2 && !help.legend.isEmpty, "\(command)")
    let lines = help.discussion.split(separator: "\n").filter { $0.hasPrefix("  ") }
    for line in lines { #expect(line.count <= 80, "\(command): \(line)") }
  }

  @Test("Each example shows the command it belongs to", arguments: CommandHelp.all.indices)
  func showsItsCommand(index: Int) {
    let (command, help) = CommandHelp.all[index]
    let words = command == "emocli" ? "emocli " : "emocli \(command) "
    for example in help.examples { #expect("\(example.line) ".contains(words), "\(command): \(example.line)") }
  }
}
