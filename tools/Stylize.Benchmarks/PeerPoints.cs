namespace Stylize.Benchmarks;

/// <summary>Points of other codecs by photograph and codec, kept in a file between runs if one is given.</summary>
/// <param name="file">File of tab-separated lines: photograph, codec, rate, PSNR, MS-SSIM. Null to keep nothing.</param>
internal sealed class PeerPoints(string? file)
{
    /// <summary>Returns the points of a photograph; measures them if the file does not contain them.</summary>
    public Dictionary<string, List<RatePoint>> Get(string path, Func<Dictionary<string, List<RatePoint>>> measure)
    {
        var name = Path.GetFileName(path);
        var known = file is not null && File.Exists(file)
            ? File.ReadAllLines(file).Select(line => line.Split('\t')).Where(line => line[0] == name).GroupBy(line => line[1]).ToDictionary(
                group => group.Key,
                group => group.Select(line => new RatePoint(Number(line[2]), Number(line[3]), Number(line[4]))).ToList())
            : [];
        if (known.Count > 0) return known;

        known = measure();
        if (file is not null)
        {
            File.AppendAllLines(file, known.SelectMany(codec => codec.Value.Select(p => string.Create(
                CultureInfo.InvariantCulture, $"{name}\t{codec.Key}\t{p.Rate:r}\t{p.Psnr:r}\t{p.MsSsim:r}"))));
        }

        return known;
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
