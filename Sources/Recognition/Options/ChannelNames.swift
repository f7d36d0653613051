/// The names of a recording's channels, in their order, such as `customer,agent`.
public struct ChannelNames: Equatable, Sendable {
  /// Neither empty nor doubled.
  public let names: [String]

  /// Parses names separated by commas; nil if one is empty or doubled. Spaces around a name are dropped.
  public init?(_ list: String) {
    let names = list.split(separator: ",", omittingEmptySubsequences: false).map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    guard !names.contains(""), Set(names).count == names.count else { return nil }
    self.names = names
  }

  /// The name of the channel with a number, counted from 1; nil if there are fewer names.
  public func name(of channel: Int) -> String? {
    names.indices.contains(channel - 1) ? names[channel - 1] : nil
  }
}

extension ChannelNames: OptionValue {
  public init(argument: String) throws(OptionRefusal) {
    guard let names = ChannelNames(argument) else {
      throw OptionRefusal("it takes names separated by commas, none of them empty or twice")
    }
    self = names
  }

  public var argument: String { names.joined(separator: ",") }
}
