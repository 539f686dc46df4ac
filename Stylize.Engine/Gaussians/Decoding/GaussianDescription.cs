using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Shapes;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>Description of a .g2d file.</summary>
public sealed record GaussianDescription
{
    /// <summary>Width of the source in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the source in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Gaussians that were read.</summary>
    public required int Count { get; init; }

    /// <summary>Profile of the file: how precisely it keeps the Gaussians.</summary>
    public required GaussianProfile Profile { get; init; }

    /// <summary>Version of the profile.</summary>
    public required int ProfileVersion { get; init; }

    /// <summary>Length of the file in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bits of the file a pixel of the source.</summary>
    public required double BitsPerPixel { get; init; }

    /// <summary>Bytes of the file a Gaussian; 0 where there are none.</summary>
    public required double BytesPerGaussian { get; init; }

    /// <summary>How the Gaussians that cover a pixel give its color.</summary>
    public required GaussianCompositing Compositing { get; init; }

    /// <summary>Space of the color values.</summary>
    public required GaussianBlendSpace BlendSpace { get; init; }

    /// <summary>True where rendered pixels may be transparent.</summary>
    public required bool HasAlpha { get; init; }

    /// <summary>Standard deviations at which a Gaussian ends.</summary>
    public required double Cutoff { get; init; }

    /// <summary>Gaussians of each layer that was read, the most important layer first.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>Bytes from the file's beginning to the end of each of <see cref="Layers"/>: a file cut there still shows it.</summary>
    public required IReadOnlyList<long> PrefixBytes { get; init; }

    /// <summary>Smallest scale (geometric mean of the standard deviations), source pixels; 0 without Gaussians.</summary>
    public required double SmallestScale { get; init; }

    /// <summary>Median of the scales, source pixels.</summary>
    public required double MedianScale { get; init; }

    /// <summary>Largest scale, source pixels.</summary>
    public required double LargestScale { get; init; }

    /// <summary>Histogram of the scales by octaves: Gaussians of scales from 2^k to below 2^(k+1) pixels, for each k that occurs.</summary>
    public required IReadOnlyList<GaussianOctave> Scales { get; init; }

    /// <summary>Median ratio of the longer to the shorter standard deviation.</summary>
    public required double MedianElongation { get; init; }

    /// <summary>Gaussians whose covariance has a condition number above 1e6, that is axes of more than 1000 to 1.</summary>
    public required int IllConditioned { get; init; }

    /// <summary>Null where the whole file was read, else why the rest of it could not be.</summary>
    public required string? Problem { get; init; }

    /// <summary>Names and values that the file carries, such as a title or the encoder.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Peak bytes of describing a file, from its header alone.</summary>
    /// <exception cref="StylizeException">The file is no Gaussian image.</exception>
    public static long EstimateMemory(ImageSource source)
    {
        const int bytesPerGaussian = 80;
        var header = GaussianFileReader.Peek(source);
        return header.Bytes + ((long)bytesPerGaussian * header.Count);
    }

    /// <summary>Reads a file and describes it.</summary>
    /// <param name="allowPrefix">True to describe the intact part of a damaged file.</param>
    /// <exception cref="StylizeException">The file is missing or unreadable.</exception>
    public static GaussianDescription Describe(ImageSource source, bool allowPrefix = false, ThreadGrant maxThreads = default)
    {
        using var file = GaussianFileReader.Read(source, new GaussianReadOptions { AllowPrefix = allowPrefix, MaxThreads = maxThreads });
        return Describe(file);
    }

    /// <summary>Describes a file that has been read.</summary>
    public static GaussianDescription Describe(GaussianFile file)
    {
        var (model, store) = (file.Model, file.Model.Store);
        var scales = new double[model.Count];
        var elongations = new double[model.Count];
        var illConditioned = 0;
        for (var i = 0; i < model.Count; i++)
        {
            var covariance = new CholeskyShape<double>(store.L11[i], store.L21[i], store.L22[i]).Covariance();
            scales[i] = Math.Sqrt((double)store.L11[i] * store.L22[i]);
            var condition = covariance.ConditionNumber;
            elongations[i] = Math.Sqrt(condition);
            illConditioned += condition > ShapeDefect.IllConditioned ? 1 : 0;
        }

        Array.Sort(scales);
        Array.Sort(elongations);
        return new GaussianDescription
        {
            Width = model.Width,
            Height = model.Height,
            Count = model.Count,
            Profile = file.Profile,
            ProfileVersion = GaussianFileHeader.ProfileVersion,
            Bytes = file.Bytes,
            BitsPerPixel = 8.0 * file.Bytes / ((double)model.Width * model.Height),
            BytesPerGaussian = model.Count > 0 ? (double)file.Bytes / model.Count : 0,
            Compositing = model.Compositing,
            BlendSpace = model.BlendSpace,
            HasAlpha = model.HasAlpha,
            Cutoff = model.Cutoff,
            Layers = [.. file.Layers.Select(l => l.Count)],
            PrefixBytes = [.. file.Layers.Select(l => l.End)],
            SmallestScale = scales.FirstOrDefault(),
            MedianScale = Median(scales),
            LargestScale = scales.LastOrDefault(),
            Scales =
            [
                .. scales
                    .GroupBy(s => (int)Math.Floor(Math.Log2(s)))
                    .Select(o => new GaussianOctave(Math.Pow(2, o.Key), Math.Pow(2, o.Key + 1), o.Count())),
            ],
            MedianElongation = Median(elongations),
            IllConditioned = illConditioned,
            Problem = file.Problem,
            Metadata = model.Metadata,
        };
    }

    private static double Median(double[] sorted) => sorted.Length > 0 ? sorted[sorted.Length / 2] : 0;
}

/// <summary>One bar of the histogram of scales.</summary>
/// <param name="From">Smallest scale, source pixels, included.</param>
/// <param name="To">Largest scale, source pixels, excluded.</param>
public readonly record struct GaussianOctave(double From, double To, int Count)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{From:0.####}-{To:0.####} px: {Count}");
}
