namespace Stylize.Codecs.Video;

/// <summary>Reads the frames of a video, upright and on one canvas, with their times, through <see cref="Ffmpeg"/>.</summary>
internal sealed class VideoFile
{
    private readonly SourceStream _source;
    private readonly string[] _input;

    /// <exception cref="StylizeException">ImageUnreadable: the video is not a file, or it is damaged.</exception>
    private VideoFile(SourceStream source, DecodeOptions options)
    {
        _source = source;
        if (source.Stream is not FileStream)
        {
            throw SourceStream.Unreadable(source.Name, "is a video in memory", "Save it as a file, and read that.");
        }

        // The program reads only this file, in this format.
        _input =
        [
            "-protocol_whitelist", "file", "-f", source.Format == ImageFormat.Mp4 ? "mov" : "matroska", "-i", "file:" + source.Name,
            "-map", "0:v:0",
        ];
        var packets = source.Read(_ => Ffmpeg.Text([.. _input, "-c", "copy", "-f", "framecrc", "-"]));
        var first = source.Read(_ => Ffmpeg.Text([.. _input, "-frames:v", "1", "-f", "framecrc", "-"]));
        if (Value(first, "#dimensions 0: ")?.Split('x') is not [var width, var height])
        {
            throw source.Damaged(new InvalidDataException("The video has no frame."));
        }

        Milliseconds = Durations(packets);
        Info = new(
            source.Format, int.Parse(width, CultureInfo.InvariantCulture), int.Parse(height, CultureInfo.InvariantCulture),
            Math.Max(1, Milliseconds.Count), 3, HasAlpha: false, 8, IsFloat: false, Orientation: 1);
        SourceLimits.Check(source.Name, Info.Width, Info.Height, Info.Pages, options);
        SourceLimits.CheckPage(source.Name, Info.Pages, options);
    }

    private ImageInfo Info { get; }

    private IReadOnlyList<int> Milliseconds { get; }

    /// <summary>Opens a frame as a page that owns the file.</summary>
    public static PageReader OpenPage(SourceStream source, DecodeOptions options)
    {
        var video = new VideoFile(source, options);
        return new PixelPage(source.Name, video.Info, () => new Raster<Rgba32>(video.Info.Width, video.Info.Height).FilledBy(frame =>
        {
            using var frames = new Frames(video, null);
            for (var page = 0; page <= options.Page; page++)
            {
                if (!frames.Read(frame, out _)) throw source.Damaged(new InvalidDataException("The video has fewer frames."));
            }
        }), source);
    }

    /// <summary>Opens the frames; the reader owns the file.</summary>
    public static IFrameReader OpenFrames(SourceStream source, DecodeOptions options) => new Frames(new VideoFile(source, options), source);

    /// <summary>Returns the durations of the frames in the order in which they are shown, with their sum rounded.</summary>
    /// <param name="packets">Stream, decoding time, time, duration, bytes and checksum of each packet, after comments.</param>
    private static List<int> Durations(string packets)
    {
        var unit = (Value(packets, "#tb 0: ") ?? "1/1000").Split('/').Select(long.Parse).ToArray();
        (long Time, long Length)[] frames =
        [
            .. packets.Split('\n').Where(line => line is [>= '0' and <= '9', ..]).Select(line => line.Split(','))
                .Select(fields => (Time: long.Parse(fields[2], CultureInfo.InvariantCulture),
                    Length: long.Parse(fields[3], CultureInfo.InvariantCulture)))
                .Where(frame => frame.Time >= 0).OrderBy(frame => frame.Time),
        ];
        var durations = new List<int>(frames.Length);
        for (var i = 0; i < frames.Length; i++)
        {
            var end = i + 1 < frames.Length ? frames[i + 1].Time : frames[i].Time + frames[i].Length;
            durations.Add((int)Math.Min(At(end) - At(frames[i].Time), int.MaxValue));
        }

        return durations;

        long At(long time) => (long)Math.Round(1000.0 * time * unit[0] / unit[1]);
    }

    private static string? Value(string text, string name) =>
        text.Split('\n').FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();

    private sealed class Frames(VideoFile video, IDisposable? source) : IFrameReader
    {
        private readonly Ffmpeg _run = new([.. video._input, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgba", "-"]);
        private int _next;

        public ImageInfo Info => video.Info;

        public int LoopCount => 0;

        public bool Read(Raster<Rgba32> frame, out int milliseconds)
        {
            DrawnFrames.RequireSize(frame, Info);
            milliseconds = 0;
            if (_next == Info.Pages) return false;

            for (var y = 0; y < Info.Height; y++)
            {
                var row = MemoryMarshal.AsBytes(frame.Row(y));
                var read = _run.Output.ReadAtLeast(row, row.Length, throwOnEndOfStream: false);
                if (read == row.Length) continue;

                // Packets need not give a frame each. A part of a frame is damage.
                if (y > 0 || read > 0 || _next == 0) throw video._source.Damaged(new InvalidDataException("A frame is incomplete."));

                video._source.Read(_ =>
                {
                    _run.End();
                    return true;
                });
                _next = Info.Pages;
                return false;
            }

            milliseconds = video.Milliseconds.Count > 0 ? video.Milliseconds[_next] : DrawnFrames.UsualMilliseconds;
            _next++;
            return true;
        }

        public void Dispose()
        {
            _run.Dispose();
            source?.Dispose();
        }
    }
}
