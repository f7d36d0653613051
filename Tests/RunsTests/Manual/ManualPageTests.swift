import Foundation
import Testing

@testable import Runs

@Suite struct ManualPageTests {
  private static let help = """
    {"serializationVersion": 0, "command": {"commandName": "tool", "subcommands": [
      {"commandName": "read", "arguments": [
        {"kind": "positional", "valueName": "input"},
        {"kind": "option", "names": [{"kind": "long", "name": "face-csv"}, {"kind": "short", "name": "f"}],
         "preferredName": {"kind": "long", "name": "face-csv"}, "valueName": "FILE.csv|none"},
        {"kind": "flag", "names": [{"kind": "long", "name": "quiet"}],
         "preferredName": {"kind": "long", "name": "quiet"}, "valueName": "quiet"},
        {"kind": "flag", "names": [{"kind": "long", "name": "help"}],
         "preferredName": {"kind": "long", "name": "help"}}]},
      {"commandName": "write", "arguments": [
        {"kind": "flag", "names": [{"kind": "long", "name": "quiet"}],
         "preferredName": {"kind": "long", "name": "quiet"}, "valueName": "quiet"}]},
      {"commandName": "worker", "shouldDisplay": false, "arguments": [
        {"kind": "flag", "names": [{"kind": "long", "name": "secret"}],
         "preferredName": {"kind": "long", "name": "secret"}}]}]}}
    """

  private func page(_ text: String) throws -> String {
    try ManualPage(template: text, help: Data(Self.help.utf8)).troff
  }

  private static let whole = """
    .TH TOOL 1 "" "tool @version"
    @option read --face-csv
    A table.
    @option read --quiet
    Nothing.
    .PP
    @others write
    as above.

    """

  @Test func directivesBecomeHeadings() throws {
    #expect(
      try page(Self.whole) == #"""
        .TH TOOL 1 "" "tool \#(ProgramInfo.version)"
        .TP
        \fB\-f\fR, \fB\-\-face\-csv\fR \fIFILE\fR.csv|none
        A table.
        .TP
        \fB\-\-quiet\fR
        Nothing.
        .PP
        \fB\-\-quiet\fR
        as above.

        """#
    )
  }

  @Test func rejectsUndocumentedOptions() {
    let missing = Self.whole.replacingOccurrences(of: "@option read --face-csv\n", with: "")
    #expect(throws: ManualError.unexplained(command: "read", "--face-csv")) { try page(missing) }
    let unlisted = Self.whole.replacingOccurrences(of: "@others write\n", with: "")
    #expect(throws: ManualError.unexplained(command: "write", "--quiet")) { try page(unlisted) }
    let elsewhere = Self.whole.replacingOccurrences(of: "@option read --quiet", with: "@others read")
    #expect(throws: ManualError.unexplained(command: "read", "--quiet")) { try page(elsewhere) }
  }

  @Test func rejectsUnknownOptions() {
    for text in ["@option read --loud", "@option sing --quiet", "@option worker --secret"] {
      #expect(throws: ManualError.self) { try page(text) }
    }
    #expect(throws: ManualError.unknown(command: "read", "--quiet")) {
      try page("@option read --quiet\n" + Self.whole)
    }
  }

  @Test func includesTheHelpOfCommands() throws {
    let legend = try page("@legend doctor\n" + Self.whole)
    #expect(legend.hasPrefix(".TP\n\\fBBLAS kernels\\fR\nOpenBLAS kernels chosen"))
    #expect(try page("@about emocli\n" + Self.whole).hasPrefix("Results are estimates"))
    let examples = try page("@examples analyze train\n" + Self.whole)
    for example in CommandHelp.analyze.examples + CommandHelp.train.examples {
      #expect(examples.contains(Troff.escaped(example.line)))
    }
    #expect(try page("@warnings\n" + Self.whole).contains(".TP\n\\fBno face\\fR\nthere is video, but"))
    #expect(try page("@kinds\n" + Self.whole).hasPrefix(".TP\n\\fBnot_found\\fR\n"))
    #expect(throws: ManualError.unknownCommand("sing")) { try page("@legend sing") }
  }
}
