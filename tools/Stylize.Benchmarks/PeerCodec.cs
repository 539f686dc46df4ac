using Stylize.Benchmarks.Figures;

namespace Stylize.Benchmarks;

/// <summary>
/// An image codec that consists of two installed programs: one encodes a PNG file, and one decodes to PNG (Debian's
/// libavif-bin and libjxl-tools).
/// </summary>
/// <param name="Name">Name in tables.</param>
/// <param name="Extension">File name extension, with the dot.</param>
/// <param name="Encoder">Program and arguments; {q} is the quality, {in} and {out} are files.</param>
/// <param name="Decoder">Program and arguments.</param>
/// <param name="Qualities">Qualities to measure, in the codec's own unit, from the smallest file to the
/// largest.</param>
internal sealed record PeerCodec(string Name, string Extension, string Encoder, string Decoder, double[] Qualities)
{
    /// <summary>Constant quality, for which avifenc before 1.0 has no option of its own.</summary>
    private const string LibAom = "avifenc -c aom -s 4 --min 0 --max 63 -a end-usage=q -a cq-level={q} -y ";

    private static readonly double[] Avif = [63, 56, 49, 43, 37, 31, 25, 19, 13, 7, 3];

    public static PeerCodec[] All { get; } =
    [
        new("AVIF 420", ".avif", LibAom + "420 {in} {out}", "avifdec {in} {out}", Avif),
        new("AVIF 444", ".avif", LibAom + "444 {in} {out}", "avifdec {in} {out}", Avif),
        new("JPEG XL", ".jxl", "cjxl -e 7 -d {q} {in} {out}", "djxl {in} {out}",
            [15, 11, 8, 6, 4.5, 3.3, 2.4, 1.7, 1.2, .8]),
    ];

    /// <summary>True if the encoder is installed.</summary>
    public bool IsInstalled => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, Encoder.Split(' ')[0])));

    /// <summary>Encodes a PNG and decodes the result.</summary>
    /// <param name="quality">Quality in the codec's own unit.</param>
    /// <param name="folder">Folder for temporary files.</param>
    /// <param name="look">Measures the decoded PNG file.</param>
    /// <returns>Size of the encoded file in bytes, and the result of <paramref name="look"/>.</returns>
    public (long Bytes, T Result) Measure<T>(string png, double quality, string folder, Func<string, T> look)
    {
        var (encoded, decoded) = (Path.Combine(folder, "peer" + Extension), Path.Combine(folder, "peer.png"));
        try
        {
            Run(Encoder, png, encoded, quality);
            Run(Decoder, encoded, decoded, quality);
            return (new FileInfo(encoded).Length, look(decoded));
        }
        finally
        {
            File.Delete(encoded);
            File.Delete(decoded);
        }
    }

    private static void Run(string command, string input, string output, double quality)
    {
        var words = command.Split(' ').Select(word => word
            .Replace("{q}", quality.ToString(CultureInfo.InvariantCulture))
            .Replace("{in}", input)
            .Replace("{out}", output)).ToArray();
        if (ChildProcess.Run(words[0], words[1..]) is null) throw new InvalidOperationException($"{words[0]} failed.");
    }
}
