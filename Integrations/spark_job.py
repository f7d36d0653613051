"""Scores clips with emocli on an Apache Spark cluster: paths in, JSON Lines out.

    spark-submit spark_job.py [--emocli emocli] [--clips-a-task 200] PATHS OUT [-- option ...]

PATHS is a text file with a path a line; every executor must find the clips under these paths. OUT is a folder that gets the records in part files;
it must not be there. What follows `--` is given to `emocli analyze`, for example `-- --timeline 1`.

Each task runs one emocli on one core, fed with its clips by `rdd.pipe`. A task whose executor is lost is run again elsewhere,
and only what a finished task wrote is moved to OUT, so that every clip has its record once. A clip that fails has one too.
"""

from __future__ import annotations

import argparse
import shlex
import sys

from pyspark.sql import SparkSession


def command(emocli: str, options: list[str]) -> str:
    """What a task pipes its paths through. Status 1 says that clips failed, which their records tell."""
    analyze = shlex.join([emocli, "analyze", "--jobs", "1", "--format", "jsonl", "--quiet", *options, "-"])
    return shlex.join(["sh", "-c", f"{analyze}; test $? -le 1"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", metavar="PATHS")
    parser.add_argument("out", metavar="OUT")
    parser.add_argument("--emocli", default="emocli", help="the program, as the executors find it")
    parser.add_argument("--clips-a-task", type=int, default=200, metavar="N", help="about so many (default: 200)")
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    chosen, options = parser.parse_args(words[:end]), words[end + 1 :]
    if chosen.clips_a_task < 1:
        parser.error("--clips-a-task takes 1 or more")

    spark = SparkSession.builder.appName("emocli").getOrCreate()
    context = spark.sparkContext
    # The committer that moves a task's output when the whole job is done, not before.
    context._jsc.hadoopConfiguration().set("mapreduce.fileoutputcommitter.algorithm.version", "1")
    paths = context.textFile(chosen.paths).filter(bool).cache()
    tasks = max(1, -(-paths.count() // chosen.clips_a_task))
    records = paths.repartition(tasks).pipe(command(chosen.emocli, options), checkCode=True)
    records.saveAsTextFile(chosen.out)
    spark.stop()


if __name__ == "__main__":
    main()
