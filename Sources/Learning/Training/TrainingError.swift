/// Why there is nothing to train.
public enum TrainingError: Error, Equatable {
  /// Every row's split is `test`.
  case onlyTestRows
  /// There are fewer people than folds.
  case tooFewPeople(Int, folds: Int)
  /// A column has one value only, so that nothing is left to learn from without it.
  case oneFold(column: String)
  /// No clip of a run can be learnt from.
  case nothingToLearn(run: String)
}

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .onlyTestRows: "there is no row to learn from: the split of all is test"
    case .tooFewPeople(let people, let folds):
      "\(people) \(people == 1 ? "person" : "people") cannot be put into \(folds) folds"
    case .oneFold(let column): "column \(column) has one value only, folds need two or more"
    case .nothingToLearn(let run): "\(run): no clip is left to learn from"
    }
  }
}
