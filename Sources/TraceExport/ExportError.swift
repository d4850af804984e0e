/// Why a trace cannot be put into another form.
public enum ExportError: Error, Equatable, CustomStringConvertible {
  case noRecords
  /// A body whose shape has no surface to draw.
  case noSurface(body: String)
  /// A number too large for single precision, which the other form is made of.
  case outOfRange(body: String)

  public var description: String {
    switch self {
    case .noRecords: "the trace has no records"
    case .noSurface(let body): "body '\(body)': its shape has no surface"
    case .outOfRange(let body):
      "body '\(body)': a number beyond \(Float.greatestFiniteMagnitude), the largest of single precision"
    }
  }
}
