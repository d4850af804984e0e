import Synchronization

extension Library {
  private static let standardState = Mutex<Result<Library, any Error>?>(nil)

  /// The library of this process, loaded when it is first asked for.
  ///
  /// - Throws: what loading it threw, each time.
  public static func standard() throws -> Library {
    try standardState.withLock { state in
      if let state { return try state.get() }
      let loaded = Result { try Library(SearchPath()) }
      state = loaded
      return try loaded.get()
    }
  }

  /// Loads the process's library from these folders as well.
  ///
  /// Words are looked up in it as soon as the first prompt is read: this belongs before.
  public static func load(folders: [String]) throws -> Library {
    let library = try Library(SearchPath(named: folders))
    standardState.withLock { $0 = .success(library) }
    return library
  }
}
