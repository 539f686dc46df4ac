using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Shapes;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Decoding;

/// <summary>What there is to say about a .g2d file.</summary>
public sealed record GaussianDescription
{
    /// <summary>Width of the source in pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Height of the source in pixels.</summary>
    public required int Height { get; init; }

    /// <summary>Gaussians that could be read.</summary>
    public required int Count { get; init; }

    /// <summary>How finely they are kept.</summary>
    public required GaussianProfile Profile { get; init; }

    /// <summary>Version of the profile's coding.</summary>
    public required int ProfileVersion { get; init; }

    /// <summary>Length of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bits of the file for a pixel of the source.</summary>
    public required double BitsPerPixel { get; init; }

    /// <summary>Bytes of the file for a Gaussian.</summary>
    public required double BytesPerGaussian { get; init; }

    /// <summary>How Gaussians become pixels.</summary>
    public required GaussianCompositing Compositing { get; init; }

    /// <summary>Colour space of blending.</summary>
    public required GaussianBlendSpace BlendSpace { get; init; }

    /// <summary>True where pixels may be transparent.</summary>
    public required bool HasAlpha { get; init; }

    /// <summary>Standard deviations at which a Gaussian ends.</summary>
    public required double Cutoff { get; init; }

    /// <summary>Gaussians of each layer, heaviest first.</summary>
    public required IReadOnlyList<int> Layers { get; init; }

    /// <summary>Smallest geometric mean of a Gaussian's standard deviations, source pixels; 0 where there are no Gaussians.</summary>
    public required double SmallestScale { get; init; }

    /// <summary>Median of the geometric means.</summary>
    public required double MedianScale { get; init; }

    /// <summary>Largest geometric mean.</summary>
    public required double LargestScale { get; init; }

    /// <summary>Gaussians whose scale is from 2^k to below 2^(k+1) pixels, for each k that occurs.</summary>
    public required IReadOnlyList<GaussianOctave> Scales { get; init; }

    /// <summary>Median ratio of the longer to the shorter standard deviation.</summary>
    public required double MedianElongation { get; init; }

    /// <summary>Gaussians whose covariance has a condition number above 1e6.</summary>
    public required int IllConditioned { get; init; }

    /// <summary>Null for a whole file, else why only a part could be read.</summary>
    public required string? Problem { get; init; }

    /// <summary>Title, source hash, encoder settings and what else the file says.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Reads a file and describes it.</summary>
    /// <exception cref="StylizeException">The file is missing or unreadable.</exception>
    public static GaussianDescription Describe(ImageSource source, bool allowPrefix = false, int maxThreads = 1)
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
            ProfileVersion = file.ProfileVersion,
            Bytes = file.Bytes,
            BitsPerPixel = 8.0 * file.Bytes / ((double)model.Width * model.Height),
            BytesPerGaussian = model.Count > 0 ? (double)file.Bytes / model.Count : 0,
            Compositing = model.Compositing,
            BlendSpace = model.BlendSpace,
            HasAlpha = model.HasAlpha,
            Cutoff = model.Cutoff,
            Layers = [.. file.Layers.Select(l => l.Count)],
            SmallestScale = scales.FirstOrDefault(),
            MedianScale = Median(scales),
            LargestScale = scales.LastOrDefault(),
            Scales = [.. scales.GroupBy(s => (int)Math.Floor(Math.Log2(s))).Select(o => new GaussianOctave(Math.Pow(2, o.Key), Math.Pow(2, o.Key + 1), o.Count()))],
            MedianElongation = Median(elongations),
            IllConditioned = illConditioned,
            Problem = file.Problem,
            Metadata = model.Metadata,
        };
    }

    private static double Median(double[] sorted) => sorted.Length > 0 ? sorted[sorted.Length / 2] : 0;
}

/// <param name="From">Smallest scale, pixels, included.</param>
/// <param name="To">Largest scale, pixels, excluded.</param>
/// <param name="Count">Gaussians.</param>
public readonly record struct GaussianOctave(double From, double To, int Count)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{From:0.####}-{To:0.####} px: {Count}");
}
