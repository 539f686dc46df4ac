using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Shapes;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>Description of a .g2d file.</summary>
public sealed record GaussianDescription
{
    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Width} x {Height}, {Count} Gaussians, {Profile}");

    /// <summary>Width of the source in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the source in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Number of Gaussians read.</summary>
    public required int Count { get; init; }

    /// <summary>Profile of the file, which determines its precision.</summary>
    public required GaussianProfile Profile { get; init; }

    /// <summary>Version of the profile.</summary>
    public required int ProfileVersion { get; init; }

    /// <summary>Size of the file in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>File size in bits per source pixel.</summary>
    public required double BitsPerPixel { get; init; }

    /// <summary>File size without the residual, in bytes per Gaussian; 0 for a file without Gaussians.</summary>
    public required double BytesPerGaussian { get; init; }

    /// <summary>How overlapping Gaussians are combined.</summary>
    public required GaussianCompositing Compositing { get; init; }

    /// <summary>Color space of the color values.</summary>
    public required GaussianBlendSpace BlendSpace { get; init; }

    /// <summary>True if rendered pixels may be transparent.</summary>
    public required bool HasAlpha { get; init; }

    /// <summary>Radius of a Gaussian's support, in standard deviations.</summary>
    public required double Cutoff { get; init; }

    /// <summary>Number of Gaussians of each layer read, most important layer first.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>Size of the file's beginning that contains each of <see cref="Layers"/> and those before it, in
    /// bytes.</summary>
    public required IReadOnlyList<long> PrefixBytes { get; init; }

    /// <summary>Size of the residual in bytes; 0 for a file without one.</summary>
    public int ResidualBytes { get; init; }

    /// <summary>Smallest scale (geometric mean of the standard deviations), in source pixels; 0 without
    /// Gaussians.</summary>
    public required double SmallestScale { get; init; }

    /// <summary>Median scale, in source pixels.</summary>
    public required double MedianScale { get; init; }

    /// <summary>Largest scale, in source pixels.</summary>
    public required double LargestScale { get; init; }

    /// <summary>
    /// Histogram of the scales by octave: the number of Gaussians of scale [2^k, 2^(k+1)) pixels, for each k that
    /// occurs.
    /// </summary>
    public required IReadOnlyList<GaussianOctave> Scales { get; init; }

    /// <summary>Median ratio of the longer to the shorter standard deviation.</summary>
    public required double MedianElongation { get; init; }

    /// <summary>Number of Gaussians whose covariance has a condition number above 1e6 (axis ratio above
    /// 1000).</summary>
    public required int IllConditioned { get; init; }

    /// <summary>Why part of the file could not be read; null if the whole file was read.</summary>
    public required string? Problem { get; init; }

    /// <summary>Metadata of the file, such as a title or the encoder.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Number of frames of an animation, whose first frame the other values describe; 0 for a single
    /// picture.</summary>
    public int Frames { get; init; }

    /// <summary>Duration of an animation in milliseconds; 0 for a single picture.</summary>
    public long Milliseconds { get; init; }

    /// <summary>Estimates the peak memory of describing a file, in bytes, from its header.</summary>
    /// <exception cref="StylizeException">The file is not a Gaussian image.</exception>
    public static long EstimateMemory(ImageSource source)
    {
        const int bytesPerGaussian = 80;
        var header = GaussianFileReader.Peek(source);
        return header.Bytes + ((long)bytesPerGaussian * header.Count);
    }

    /// <summary>Reads and describes a file.</summary>
    /// <param name="allowPrefix">True to describe the intact part of a damaged file.</param>
    /// <exception cref="StylizeException">The file is missing or unreadable.</exception>
    public static GaussianDescription Describe(
        ImageSource source, bool allowPrefix = false, ThreadGrant maxThreads = default)
    {
        if (GaussianAnimation.IsAnimation(source)) return DescribeAnimation(source, allowPrefix, maxThreads);

        using var file = GaussianFileReader.Read(
            source, new GaussianReadOptions { AllowPrefix = allowPrefix, MaxThreads = maxThreads });
        return Describe(file);
    }

    /// <summary>Describes a file that is in memory.</summary>
    public static GaussianDescription Describe(GaussianFile file)
    {
        var (model, store) = (file.Model, file.Model.Store);
        var scales = new double[model.Count];
        var conditions = new double[model.Count];
        for (var i = 0; i < model.Count; i++)
        {
            var covariance = new CholeskyShape<double>(store.L11[i], store.L21[i], store.L22[i]).Covariance();
            (scales[i], conditions[i]) = (Math.Sqrt((double)store.L11[i] * store.L22[i]), covariance.ConditionNumber);
        }

        var residual = model.Residual is { } known ? known.Data.Length + ChunkType.Overhead : 0;
        Array.Sort(scales);
        Array.Sort(conditions);
        return new GaussianDescription
        {
            Width = model.Width,
            Height = model.Height,
            Count = model.Count,
            Profile = file.Profile,
            ProfileVersion = GaussianFile.ProfileVersion,
            Bytes = file.Bytes,
            BitsPerPixel = 8.0 * file.Bytes / ((double)model.Width * model.Height),
            BytesPerGaussian = model.Count > 0 ? (double)(file.Bytes - residual) / model.Count : 0,
            Compositing = model.Compositing,
            BlendSpace = model.BlendSpace,
            HasAlpha = model.HasAlpha,
            Cutoff = model.Cutoff,
            Layers = [.. file.Layers.Select(l => l.Count)],
            PrefixBytes = [.. file.Layers.Select(l => l.End)],
            ResidualBytes = residual,
            SmallestScale = scales.FirstOrDefault(),
            MedianScale = Median(scales),
            LargestScale = scales.LastOrDefault(),
            Scales =
            [
                .. scales
                    .GroupBy(s => (int)Math.Floor(PortableMath.Log2(s)))
                    .Select(o => new GaussianOctave(Math.ScaleB(1, o.Key), Math.ScaleB(1, o.Key + 1), o.Count())),
            ],
            MedianElongation = Math.Sqrt(Median(conditions)),
            IllConditioned = conditions.Count(condition => condition > ShapeDefect.IllConditioned),
            Problem = file.Problem,
            Metadata = model.Metadata,
        };
    }

    private static GaussianDescription DescribeAnimation(ImageSource source, bool allowPrefix, ThreadGrant maxThreads)
    {
        var animation = GaussianAnimation.Read(
            source, new GaussianReadOptions { AllowPrefix = allowPrefix, MaxThreads = maxThreads });
        using var first = new GaussianFile(
            animation.Frame(0), GaussianProfile.Compact, animation.Bytes, [], animation.Count, animation.Problem);
        return Describe(first) with
        {
            BitsPerPixel =
                8.0 * animation.Bytes / ((double)animation.Width * animation.Height * animation.Durations.Count),
            BytesPerGaussian = first.Model.Count > 0
                ? (double)animation.Bytes / ((double)first.Model.Count * animation.Durations.Count)
                : 0,
            Frames = animation.Durations.Count,
            Milliseconds = animation.Durations.Sum(duration => (long)duration),
            Metadata = animation.Metadata,
        };
    }

    private static double Median(double[] sorted) => sorted.Length > 0 ? sorted[sorted.Length / 2] : 0;
}

/// <summary>One bin of the histogram of scales.</summary>
/// <param name="From">Lower bound in source pixels, inclusive.</param>
/// <param name="To">Upper bound in source pixels, exclusive.</param>
public readonly record struct GaussianOctave(double From, double To, int Count)
{
    /// <inheritdoc/>
    public override string ToString() => Invariant($"{From:0.####}-{To:0.####} px: {Count}");
}
