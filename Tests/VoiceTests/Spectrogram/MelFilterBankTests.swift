import Testing
import Voice

@Suite struct MelFilterBankTests {
  @Test func everyBandHasPositiveWeights() {
    let bank = MelFilterBank(count: 128, sampleRate: 16_000, transformLength: 1024, lowest: 0, highest: 8000)
    #expect(bank.bands.count == 128)
    #expect(bank.bands.allSatisfy { !$0.weights.isEmpty && $0.weights.allSatisfy { $0 > 0 } })
  }

  /// The weights of a wide band times the bin width add up to 1.
  @Test func filtersHaveUnitArea() {
    let bank = MelFilterBank(count: 40, sampleRate: 16_000, transformLength: 16_384, lowest: 0, highest: 8000)
    for band in bank.bands {
      let area = band.weights.reduce(0, +) * 16_000 / 16_384
      #expect(abs(area - 1) < 0.01)
    }
  }
}
