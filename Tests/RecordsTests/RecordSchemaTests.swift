import Formats
import Foundation
import Records
import TestSupport
import Testing

@Suite("Record schema")
struct RecordSchemaTests {
  let checker = SchemaChecker(root: RecordSchema.document)

  @Test("Every kind of record is valid", arguments: SampleRecords.all)
  func valid(record: ClipRecord) {
    #expect(checker.faults(of: record.json) == [])
  }

  @Test("A record with an additional key is valid")
  func furtherKey() {
    guard case .object(let members) = SampleRecords.failed.json else { return }
    #expect(checker.faults(of: .object(members + [JSONValue.Member("later", 1)])) == [])
  }

  @Test("A missing or invalid key is found")
  func invalid() {
    guard case .object(let members) = SampleRecords.full.json else { return }
    for index in members.indices where members[index].key != "path_base64" {
      var fewer = members
      fewer.remove(at: index)
      #expect(checker.faults(of: .object(fewer)) != [], "without \(members[index].key)")
    }
    let altered: [(String, JSONValue)] = [
      ("schema", "emocli.clip/2"), ("status", "fine"), ("bytes", -1), ("bytes", "12"), ("emotion", "bored"),
      ("emotion", .null), ("confidence", 1.5), ("confidence", .null), ("probabilities", ["calm": 2]),
      ("valence", -1.01), ("agreement", "high"), ("duration_s", -1), ("modalities", [:]), ("segments", [[:]]),
      ("faces", [1]), ("warnings", .null), ("timing", ["total_s": 1]), ("channel", 0), ("alignment", ["lag_ms": 0.5]),
    ]
    for (key, value) in altered {
      let changed = members.map { $0.key == key ? JSONValue.Member(key, value) : $0 }
      #expect(checker.faults(of: .object(changed)) != [], "\(key): \(value)")
    }
  }

  @Test("An unknown kind of failure is found")
  func unknownKind() {
    guard case .object(let members) = SampleRecords.failed.json else { return }
    let changed = members.map { member in
      member.key == "error" ? JSONValue.Member("error", ["kind": "bad_luck", "message": "no"]) : member
    }
    #expect(checker.faults(of: .object(changed)) != [])
  }

  @Test("Every property has a description of one sentence")
  func described() {
    func walk(_ value: JSONValue, _ place: String) {
      switch value {
      case .object(let members):
        if case .object(let properties) = value["properties"] {
          for property in properties {
            guard case .string(let text) = property.value["description"] else {
              Issue.record("\(place).\(property.key) has no description")
              continue
            }
            #expect(text.hasSuffix(".") && text.count(where: { $0 == "." }) == 1, "\(place).\(property.key)")
          }
        }
        for member in members { walk(member.value, "\(place).\(member.key)") }
      case .array(let elements): for element in elements { walk(element, place) }
      default: break
      }
    }
    walk(RecordSchema.document, "")
  }

  @Test("The list of keys equals that of a complete record")
  func keys() {
    func leaves(_ value: JSONValue, _ name: String) -> [String] {
      guard case .object(let members) = value else { return [name] }
      return members.flatMap { leaves($0.value, name.isEmpty ? $0.key : "\(name).\($0.key)") }
    }
    let ok = leaves(SampleRecords.full.json, "")
    let known = RecordSchema.keys.flatMap(\.leaves)
    #expect(known.filter { !$0.hasPrefix("error.") } == ok)
    #expect(Array(known[5..<8]) == ["status", "error.kind", "error.message"])
    #expect(Array(known[..<4]) == ["schema", "path", "path_base64", "bytes"])
  }

  @Test("A required number that is not finite gives an internal failure")
  func writable() {
    var analysis = SampleRecords.analysis
    analysis.timing.totalSeconds = .nan
    let record = ClipRecord(path: SampleRecords.ok.path, bytes: 1, modified: nil, outcome: .ok(analysis))
    #expect(EncodedRecord(record).record.failure == ClipFailure(.internal, "the result has no finite timing.total_s"))
    #expect(checker.faults(of: record.json) == [])
    #expect(EncodedRecord(SampleRecords.ok).record == SampleRecords.ok)
  }

  @Test("The schema is valid JSON")
  func readable() throws {
    let text = RecordSchema.document.serialized(pretty: true)
    #expect(try JSONSerialization.jsonObject(with: Data(text.utf8)) is [String: Any])
  }
}
