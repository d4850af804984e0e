/// A weights file that cannot be used. Its description is one clear line.
public struct WeightsError: Error, CustomStringConvertible, Equatable {
  public enum Reason: Sendable, Equatable {
    case truncated(expected: Int, found: Int)  // bytes
    case trailingBytes(expected: Int, found: Int)
    case headerTooLong(Int, limit: Int)
    case malformedHeader(String, offset: Int)  // offset in bytes from the start of the file
    case duplicateKey(String)
    case unsupportedType(String, tensor: String)
    case badRange(tensor: String, String)
    case missingTensor(String)
    case unexpectedTensor(String)
    case shapeMismatch(tensor: String, expected: [Int], found: [Int])
    case missingMetadata(String)
    case badMetadata(key: String, value: String, expected: String)
    case notFinite(tensor: String)
  }
  public var reason: Reason
  /// Exit code of the process that stops at this: bad data, of sysexits.h.
  public var exitCode: Int32 { 65 }

  public init(_ reason: Reason) { self.reason = reason }

  public var description: String {
    switch reason {
    case .truncated(let expected, let found): "weights: truncated: expected \(expected) bytes, found \(found)"
    case .trailingBytes(let expected, let found): "weights: too long: expected \(expected) bytes, found \(found)"
    case .headerTooLong(let length, let limit): "weights: header of \(length) bytes exceeds the limit of \(limit)"
    case .malformedHeader(let what, let offset): "weights: header, byte \(offset): \(what)"
    case .duplicateKey(let key): "weights: header has the key '\(key)' twice"
    case .unsupportedType(let type, let tensor): "weights: tensor '\(tensor)' has type '\(type)'; known: F32, F16"
    case .badRange(let tensor, let what): "weights: tensor '\(tensor)': \(what)"
    case .missingTensor(let name): "weights: no tensor '\(name)'"
    case .unexpectedTensor(let name): "weights: tensor '\(name)' does not belong to this model"
    case .shapeMismatch(let tensor, let expected, let found):
      "weights: tensor '\(tensor)' has shape \(found), expected \(expected)"
    case .missingMetadata(let key): "weights: no metadata '\(key)'"
    case .badMetadata(let key, let value, let expected):
      "weights: metadata '\(key)' is '\(value)', expected \(expected)"
    case .notFinite(let tensor): "weights: tensor '\(tensor)' holds a value that is not finite"
    }
  }
}
