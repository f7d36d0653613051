import ArgumentParser
import Reporting

extension RecordFormatChoice: ExpressibleByArgument {}
