/// The one place that says which program this is.
public enum EngineVersion {
  /// As `kinema --version` prints it and traces carry it.
  public static let text = "kinema \(number)"
  public static let number = "0.2.0"
}
