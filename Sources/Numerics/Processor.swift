import CKernels

/// The processor's features that matter to the kernels.
public enum Processor {
  public static var features: [String] {
    let found = ck_cpu_features()
    let names: [(ck_cpu_feature, String)] = [
      (ck_cpu_avx2_fma, "AVX2 FMA"), (ck_cpu_avx512, "AVX-512"), (ck_cpu_avx512_bf16, "AVX-512 BF16"),
      (ck_cpu_amx, "AMX"),
    ]
    let present = names.filter { found & $0.0.rawValue != 0 }.map(\.1)
    return present.isEmpty ? ["SSE only"] : present
  }
}
