import CMedia

/// The libraries that read media, as found on this machine.
public enum MediaLibraries {
  public static var ffmpegVersion: String { String(cString: cmedia_ffmpeg_version()) }
  public static var sndfileVersion: String { String(cString: cmedia_sndfile_version()) }
}
