import Foundation
import Glibc
import TestSupport
import Testing

/// A directory that is no usable encoder: what is done to a good one, and what the error says.
struct DamagedEncoder: Sendable, CustomTestStringConvertible {
  let name: String
  let message: String
  let damage: @Sendable (WorkFolder) throws -> Void

  var testDescription: String { name }

  init(_ name: String, _ message: String, _ damage: @escaping @Sendable (WorkFolder) throws -> Void) {
    self.name = name
    self.message = message
    self.damage = damage
  }

  /// A value of `config.json`, in JSON; nil takes it away.
  static func setting(_ key: String, _ value: String?, _ message: String) -> DamagedEncoder {
    DamagedEncoder("\(key) \(value?.prefix(30) ?? "missing")", message) { folder in
      let data = Data(try folder.bytes("config.json"))
      var settings = try JSONSerialization.jsonObject(with: data) as! [String: Any]
      settings[key] = nil
      let rest = String(decoding: try JSONSerialization.data(withJSONObject: settings), as: UTF8.self).dropFirst()
      try folder.put(value.map { "{\"\(key)\":\($0),\(rest)" } ?? "{\(rest)", "config.json")
    }
  }

  /// The whole content of a file; nil removes it.
  static func file(_ file: String, _ content: String?, _ message: String) -> DamagedEncoder {
    DamagedEncoder("\(file) \(content.map { "is \($0.prefix(30))" } ?? "missing")", message) { folder in
      try FileManager.default.removeItem(atPath: folder.path(file))
      if let content { try folder.put(content, file) }
    }
  }

  /// Something other than a plain file in place of one.
  static func replaced(
    _ file: String,
    _ kind: String,
    _ message: String,
    by make: @escaping @Sendable (WorkFolder, String) throws -> Void
  ) -> DamagedEncoder {
    DamagedEncoder("\(file) is \(kind)", message) { folder in
      try FileManager.default.moveItem(atPath: folder.path(file), toPath: folder.path("aside"))
      try make(folder, file)
    }
  }

  /// A tensor's entry in the header of the weights, in JSON.
  static func tensor(_ entry: String, _ message: String) -> DamagedEncoder {
    DamagedEncoder("tensor \(entry.prefix(80))", message) { folder in
      let header = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":\#(entry)}"#
      try folder.put(Self.weights(header: header, dataBytes: 32), "model.safetensors")
    }
  }

  /// The content of the weights' index.
  static func index(_ content: String, _ message: String) -> DamagedEncoder {
    DamagedEncoder("index \(content.prefix(60))", message) { folder in
      try FileManager.default.moveItem(
        atPath: folder.path("model.safetensors"),
        toPath: folder.path("part.safetensors")
      )
      try folder.put(content, "model.safetensors.index.json")
    }
  }

  static func weights(header: String, length: UInt64? = nil, dataBytes: Int = 0) -> Data {
    let start = withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Data($0) }
    return start + Data(header.utf8) + Data(count: dataBytes)
  }
}

extension DamagedEncoder {
  static let settings: [DamagedEncoder] = [
    .file("config.json", nil, "has no config.json"),
    .file("config.json", "", "config.json is damaged: it is not a JSON object"),
    .file("config.json", "[1, 2]", "config.json is damaged: it is not a JSON object"),
    .file("config.json", "{\"model_type\":", "config.json is damaged: it is not a JSON object"),
    .file("config.json", String(repeating: "[", count: 100_000), "config.json is damaged: it is not a JSON object"),
    .file(
      "config.json",
      "{\"a\":" + String(repeating: "{\"a\":", count: 50_000) + "1" + String(repeating: "}", count: 50_001),
      "config.json is damaged: it is not a JSON object"
    ),
    .file("config.json", String(repeating: " ", count: 17 << 20), "config.json is damaged: it is larger than 16 MiB"),
    .setting("model_type", nil, "model_type in"),
    .setting("model_type", "7", "must be a string"),
    .setting("model_type", "\"bert\"", "not supported: model_type \"bert\""),
    .setting("model_type", "\"\(String(repeating: "x", count: 1000))\"", "is longer than 100 bytes"),
    .setting("hidden_size", "0", "is 0, but must be between 1 and 16384"),
    .setting("hidden_size", "-16", "is -16, but must be"),
    .setting("hidden_size", "1e9", "is 1000000000, but must be"),
    .setting("hidden_size", "1e30", "must be a whole number"),
    .setting("hidden_size", "16.5", "must be a whole number"),
    .setting("hidden_size", "\"16\"", "must be a whole number"),
    .setting("hidden_size", "true", "must be a whole number"),
    .setting("hidden_size", "17", "num_attention_heads in"),
    .setting("hidden_size", "32", "has shape [16, 6], expected [32, 6]"),
    .setting("num_hidden_layers", "1000000000", "but must be between 1 and 256"),
    .setting("num_hidden_layers", "3", "have no tensor encoder.layers.2"),
    .setting("num_attention_heads", "0", "but must be between 1 and 256"),
    .setting("num_attention_heads", "3", "is 3, which does not divide hidden_size, 16"),
    .setting("intermediate_size", "25", "has shape [24, 16], expected [25, 16]"),
    .setting("layer_norm_eps", "-1", "but must be between 0.0 and 1.0"),
    .setting("layer_norm_eps", "[]", "must be a number"),
    .setting("hidden_act", "\"relu\"", "not supported: hidden_act \"relu\""),
    .setting("feat_extract_activation", "\"gelu_new\"", "not supported: feat_extract_activation"),
    .setting("feat_extract_norm", "\"batch\"", "not supported: feat_extract_norm \"batch\""),
    .setting("conv_dim", "[6, 6]", "have different lengths: 2, 7 and 7"),
    .setting("conv_dim", "[]", "has 0 elements, but must have 1 to 64"),
    .setting("conv_dim", "[6, 6, 6, \"6\", 6, 6, 6]", "must be a list of whole numbers"),
    .setting("conv_kernel", "[10, 3, 3, 3, 3, 2, 0]", "has 0, but must be between 1 and 1024"),
    .setting("conv_kernel", "[9, 3, 3, 3, 3, 2, 2]", "expected [6, 1, 9]"),
    .setting("conv_stride", "[5, 2, 2, 2, 2, 2, 1]", "a state every 160 samples instead of 320"),
    .setting("conv_stride", "[1024, 1024, 1024, 1024, 1024, 1024, 1024]", "samples instead of 320"),
    .setting("conv_bias", "true", "have no tensor feature_extractor.conv_layers.0.conv.bias"),
    .setting("conv_bias", "1", "must be true or false"),
    .setting("num_conv_pos_embeddings", "9", "expected [1, 1, 9]"),
    .setting("num_conv_pos_embedding_groups", "3", "which does not divide hidden_size, 16"),
    .setting("do_stable_layer_norm", "\"no\"", "must be true or false"),
    .setting("add_adapter", "true", "not supported: add_adapter"),
    .setting("adapter_attn_dim", "16", "not supported: adapter_attn_dim"),
    .file("preprocessor_config.json", "{\"sampling_rate\": 8000}", "sound at 8000 Hz instead of 16000"),
    .file("preprocessor_config.json", "{\"do_normalize\": \"yes\"}", "do_normalize in"),
    .file("preprocessor_config.json", "null", "preprocessor_config.json is damaged"),
  ]

  static let weightFiles: [DamagedEncoder] = [
    .file("model.safetensors", nil, "has no model.safetensors or model.safetensors.index.json"),
    .file("model.safetensors", "", "it is shorter than 8 bytes"),
    .file("model.safetensors", "short", "it is shorter than 8 bytes"),
    DamagedEncoder("weights cut in the header", "its header extends beyond the end of the file") { folder in
      try folder.put(folder.bytes("model.safetensors").prefix(1000), "model.safetensors")
    },
    DamagedEncoder("weights cut in the numbers", "lies outside the file") { folder in
      try folder.put(folder.bytes("model.safetensors").dropLast(1), "model.safetensors")
    },
    DamagedEncoder("header length 2^63", "its header extends beyond the end of the file") { folder in
      try folder.put(weights(header: "{}", length: 1 << 63), "model.safetensors")
    },
    DamagedEncoder("header length of all ones", "its header extends beyond the end of the file") { folder in
      try folder.put(weights(header: "{}", length: .max), "model.safetensors")
    },
    DamagedEncoder("header of 100 MB", "its header is longer than 100000000 bytes") { folder in
      try folder.put(weights(header: "{}", length: 100_000_001), "model.safetensors")
      truncate(folder.path("model.safetensors"), 100_000_100)
    },
    DamagedEncoder("header is a list", "its header is not a JSON object of tensors") { folder in
      try folder.put(weights(header: "[]"), "model.safetensors")
    },
    DamagedEncoder("header is nested", "its header is not a JSON object of tensors") { folder in
      try folder.put(weights(header: String(repeating: "[", count: 100_000)), "model.safetensors")
    },
    DamagedEncoder("no tensors", "have no tensor feature_projection.projection.weight") { folder in
      try folder.put(weights(header: "{}"), "model.safetensors")
    },
    .tensor(#"{"dtype":"F32","shape":[2],"data_offsets":[4,12]}"#, "a and b overlap"),
    .tensor(#"{"dtype":"F32","shape":[8],"data_offsets":[8,40]}"#, "b lies outside the file"),
    .tensor(#"{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}"#, "b lies outside the file"),
    .tensor(#"{"dtype":"F32","shape":[2],"data_offsets":[16,8]}"#, "b lies outside the file"),
    .tensor(#"{"dtype":"F32","shape":[2],"data_offsets":[8]}"#, "b lies outside the file"),
    .tensor(#"{"dtype":"F32","shape":[2],"data_offsets":[8,99999999999999999999]}"#, "not a JSON object of tensors"),
    .tensor(#"{"dtype":"F32","shape":[3],"data_offsets":[8,16]}"#, "the size of b does not match its shape"),
    .tensor(#"{"dtype":"F16","shape":[2],"data_offsets":[8,16]}"#, "the size of b does not match its shape"),
    .tensor(#"{"dtype":"BF16","shape":[1],"data_offsets":[8,11]}"#, "the size of b does not match its shape"),
    .tensor(#"{"dtype":"I64","shape":[2],"data_offsets":[8,16]}"#, "the size of b does not match its shape"),
    .tensor(#"{"dtype":"F32","shape":[-2],"data_offsets":[8,16]}"#, "the size of b does not match its shape"),
    .tensor(#"{"dtype":"F32","shape":[-1,-2],"data_offsets":[8,16]}"#, "the size of b does not match its shape"),
    .tensor(
      #"{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[8,16]}"#,
      "the size of b does not match its shape"
    ),
    .tensor(
      #"{"dtype":"F32","shape":[9223372036854775807,0],"data_offsets":[8,8]}"#,
      "the size of b does not match its shape"
    ),
    .tensor(#"{"dtype":"F32","shape":"2","data_offsets":[8,16]}"#, "not a JSON object of tensors"),
    .tensor(#"{"dtype":4,"shape":[2],"data_offsets":[8,16]}"#, "not a JSON object of tensors"),
    .tensor("7", "not a JSON object of tensors"),
    DamagedEncoder("integers as weights", "has type I32, expected F16, BF16 or F32") { folder in
      let header =
        #"{"feature_projection.projection.weight":{"dtype":"I32","shape":[1],"data_offsets":[0,4]},"#
        + #""feature_extractor.conv_layers.0.conv.weight":{"dtype":"I32","shape":[6,1,10],"data_offsets":[4,244]}}"#
      try folder.put(weights(header: header, dataBytes: 244), "model.safetensors")
    },
  ]

  static let places: [DamagedEncoder] = [
    .replaced("config.json", "a pipe", "config.json: it is not a regular file") { mkfifo($0.path($1), 0o644) },
    .replaced("model.safetensors", "a pipe", "model.safetensors: it is not a regular file") {
      mkfifo($0.path($1), 0o644)
    },
    .replaced("config.json", "a directory", "config.json: it is a directory") { try $0.makeDirectory($1) },
    .replaced("model.safetensors", "a directory", "model.safetensors: it is a directory") { try $0.makeDirectory($1) },
    .replaced("config.json", "a link out", "config.json is a link that leads out") { $0.link($1, to: "/etc/passwd") },
    .replaced("model.safetensors", "a link out", "copy the directory with its links followed") {
      $0.link($1, to: Repository.fixture("encoders/wav2vec2-base/model.safetensors"))
    },
    .replaced("model.safetensors", "a link to nothing", "copy the directory with its links followed") {
      $0.link($1, to: "../../blobs/0123")
    },
    .replaced("model.safetensors", "a link to itself", "too many levels of symbolic links") { $0.link($1, to: $1) },
    .index("{}", "weight_map in"),
    .index("[]", "model.safetensors.index.json is damaged: it is not a JSON object"),
    .index(#"{"weight_map": ["part.safetensors"]}"#, "must be an object"),
    .index(#"{"weight_map": {"a": 1}}"#, "must have strings only"),
    .index(#"{"weight_map": {"a": "absent.safetensors"}}"#, "has no absent.safetensors"),
    .index(#"{"weight_map": {"a": "part.safetensors"}}"#, "has no tensor a"),
    .index(#"{"weight_map": {}}"#, "have no tensor feature_projection.projection.weight"),
    .index(#"{"weight_map": {"a": "../part.safetensors"}}"#, "lies outside the directory"),
    .index(#"{"weight_map": {"a": "x/../../part.safetensors"}}"#, "lies outside the directory"),
    .index(#"{"weight_map": {"a": "/etc/passwd"}}"#, "lies outside the directory"),
    .index(#"{"weight_map": {"a": ""}}"#, "lies outside the directory"),
    .index(#"{"weight_map": {"a": "."}}"#, "it is a directory"),
    .index(#"{"weight_map": {"a": "part.safetensors\u0000"}}"#, "lies outside the directory"),
    .index(#"{"weight_map": {"a": "\u001b[2J\n"}}"#, "has no \u{FFFD}[2J\u{FFFD}"),
    .index(#"{"weight_map": {"a": "config.json"}}"#, "is not a usable safetensors file"),
    .index("{\"weight_map\": {\"a\": \"\(String(repeating: "x", count: 5000))\"}}", "file name too long"),
  ]
}
