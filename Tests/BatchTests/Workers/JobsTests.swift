import Testing

@testable import Batch

@Suite struct JobsTests {
  @Test func defaultCountIsAtLeastOne() {
    #expect(Jobs.defaultCount >= 1)
  }

  @Test func parsesCPUQuotas() {
    #expect(Jobs.quota(limit: "150000 100000\n") == 1.5)
    #expect(Jobs.quota(limit: "max 100000\n") == nil)
    #expect(Jobs.quota(limit: "") == nil)
  }

  @Test func listsParentControlGroups() {
    #expect(Jobs.groups(membership: "4:memory:/x\n0::/a/b\n") == ["/a/b", "/a", ""])
    #expect(Jobs.groups(membership: "0::/\n") == [""])
    #expect(Jobs.groups(membership: "4:memory:/x\n") == [])
  }
}
