import Face

/// Picks, picture by picture, the face that counts.
struct MainFace {
  let choice: FaceChoice

  /// The moments of the face that counts, of those pictures in which it is seen.
  func moments(of pictures: [SeenPicture]) -> [FaceMoment] {
    pictures.compactMap { picture in
      guard let read = picture.faces.first(where: { $0.face.id == picture.mainID }) else { return nil }
      return FaceMoment(seconds: picture.seconds, face: read.face, embedding: read.embedding)
    }
  }
}
