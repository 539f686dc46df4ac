using System.Collections.ObjectModel;

namespace Stylize.Engine.Gaussians;

/// <summary>An image as 2D Gaussians: the Gaussians, the size of the source, and the settings of rendering.</summary>
/// <remarks>
/// At the offset d from the center, in source pixels, q = d^T Sigma^-1 d is the squared Mahalanobis distance. The
/// window is max(0, exp(-q/2) - exp(-<see cref="Cutoff"/>^2/2)): continuous, and zero beyond <see cref="Cutoff"/>
/// standard deviations. Models with alpha blend premultiplied colors: the weight of a color is opacity * window * A, so
/// that transparent Gaussians leave no colored fringe. Alpha is blended like a color. The model owns its store.
/// </remarks>
public sealed class GaussianModel : IDisposable
{
    /// <summary>Largest width or height of a source, in pixels.</summary>
    public const int MaxSide = 1 << 20;

    /// <summary>Default of <see cref="Cutoff"/>, in standard deviations.</summary>
    public const float DefaultCutoff = 3.5f;

    /// <summary>Default of <see cref="Epsilon"/>.</summary>
    public const float DefaultEpsilon = 0.01f;

    /// <summary>Alpha above which "over" compositing stops: Gaussians behind it contribute less than 0.001.</summary>
    public const double FullAlpha = 0.999;

    private static readonly IReadOnlyDictionary<string, string> NoMetadata = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Creates a model with the default settings: opaque, normalized, sRGB.</summary>
    /// <param name="store">The Gaussians. The model takes ownership.</param>
    /// <param name="width">Width of the source in pixels, 1 to <see cref="MaxSide"/>.</param>
    /// <param name="height">Height of the source in pixels, 1 to <see cref="MaxSide"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is out of range.</exception>
    /// <exception cref="ArgumentException">A Gaussian has a value that is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed.</exception>
    public GaussianModel(GaussianStore store, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
        for (var plane = 0; plane < GaussianStore.PlaneCount; plane++)
        {
            ReadOnlySpan<float> values = store.Plane(plane);
            if (!values.IsEmpty && !float.IsFinite(TensorPrimitives.Max(values) - TensorPrimitives.Min(values)))
            {
                throw new ArgumentException("A Gaussian has a value that is not finite.", nameof(store));
            }
        }

        Store = store;
        Width = width;
        Height = height;
    }

    /// <summary>The Gaussians.</summary>
    public GaussianStore Store { get; }

    /// <summary>Number of Gaussians.</summary>
    public int Count => Store.Count;

    /// <summary>Width of the source in pixels.</summary>
    public int Width { get; }

    /// <summary>Height of the source in pixels.</summary>
    public int Height { get; }

    /// <summary>How overlapping Gaussians are combined.</summary>
    public GaussianCompositing Compositing { get; init; } = GaussianCompositing.Normalized;

    /// <summary>Color space of the color values.</summary>
    public GaussianBlendSpace BlendSpace { get; init; } = GaussianBlendSpace.Srgb;

    /// <summary>Mahalanobis distance at which the window is zero, 1 to 8.</summary>
    public float Cutoff { get; init; } = DefaultCutoff;

    /// <summary>Weight of the background in normalized compositing, above 0 to 1.</summary>
    public float Epsilon { get; init; } = DefaultEpsilon;

    /// <summary>Color of pixels without Gaussians, in the blend space with straight alpha. Opaque models treat its
    /// alpha as 1.</summary>
    public GaussianColor<float> Background { get; init; } = new(0, 0, 0, 1);

    /// <summary>True for models with alpha: rendered pixels may be transparent.</summary>
    public bool HasAlpha { get; init; }

    /// <summary>
    /// Number of Gaussians of each layer, most important layer first, for layered fits; otherwise empty, and the
    /// profile plans the layers.
    /// </summary>
    internal IReadOnlyList<int> LayerSizes { get; init; } = [];

    /// <summary>What is added to the picture of the Gaussians at full detail; null for nothing.</summary>
    internal GaussianResidual? Residual { get; init; }

    /// <summary>Names and values that describe the model. <see cref="GaussianMetadata"/> lists the names that Stylize
    /// uses.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = NoMetadata;

    /// <summary>Creates a model with other Gaussians, and the same settings and size, but no residual.</summary>
    public GaussianModel With(GaussianStore store) => With(store, Width, Height);

    /// <summary>Creates a model with other Gaussians and size, and the same settings, but no residual.</summary>
    /// <param name="store">The Gaussians. The result takes ownership.</param>
    public GaussianModel With(GaussianStore store, int width, int height) =>
        With(store, width, height, Cutoff, Epsilon, Metadata);

    internal GaussianModel With(
        GaussianStore store, int width, int height, float cutoff, float epsilon,
        IReadOnlyDictionary<string, string> metadata, GaussianResidual? residual = null) =>
        new(store, width, height)
        {
            Compositing = Compositing,
            BlendSpace = BlendSpace,
            Cutoff = cutoff,
            Epsilon = epsilon,
            Background = Background,
            HasAlpha = HasAlpha,
            Metadata = metadata,
            Residual = residual,
        };

    /// <summary>
    /// Computes the color at a point from the definition, in double precision, without the residual. It is not clamped.
    /// For pictures, use <see cref="Rendering.GaussianRenderer"/>, which is faster by orders of magnitude.
    /// </summary>
    /// <param name="x">Column in source pixels; the first pixel has its center at 0.5.</param>
    /// <param name="y">Row in source pixels.</param>
    /// <returns>The color in the blend space, with straight alpha.</returns>
    public GaussianColor<double> Evaluate(double x, double y)
    {
        double r = 0, g = 0, b = 0, a = 0, weights = 0;
        for (var i = 0; i < Count && !(Compositing == GaussianCompositing.Over && a > FullAlpha); i++)
        {
            var weight = Store.Opacity[i] * Window(i, x, y);
            var alpha = weight * (HasAlpha ? Store.A[i] : 1) * (Compositing == GaussianCompositing.Over ? 1 - a : 1);
            weights += weight;
            Add(alpha, Store.R[i], Store.G[i], Store.B[i]);
        }

        var (share, sum) = Compositing switch
        {
            GaussianCompositing.Normalized => (Epsilon, weights + Epsilon),
            GaussianCompositing.Over => (1 - a, 1),
            GaussianCompositing.Additive => (1d, 1d),
        };
        Add(share * (HasAlpha ? Background.A : 1), Background.R, Background.G, Background.B);
        var divisor = HasAlpha ? a : sum;
        return divisor > 0
            ? new(r / divisor, g / divisor, b / divisor, HasAlpha ? a / sum : 1) : GaussianColor<double>.Transparent;

        void Add(double alpha, double red, double green, double blue) =>
            (r, g, b, a) = (r + (alpha * red), g + (alpha * green), b + (alpha * blue), a + alpha);
    }

    /// <summary>Computes the window of a Gaussian at a point in source pixels.</summary>
    internal double Window(int index, double x, double y)
    {
        // L^-1 d, whose squared length is d^T Sigma^-1 d.
        var across = (x - ((double)Store.X[index] * Width)) / Store.L11[index];
        var down = (y - ((double)Store.Y[index] * Height) - (Store.L21[index] * across)) / Store.L22[index];
        var squared = (across * across) + (down * down);
        return Math.Max(0, PortableMath.Exp(-squared / 2) - PortableMath.Exp(-(double)Cutoff * Cutoff / 2));
    }

    /// <summary>Disposes of the store.</summary>
    public void Dispose() => Store.Dispose();
}

/// <summary>
/// How overlapping Gaussians are combined. w_i is opacity times window, c_i a color, b the background. The numbers are
/// part of the file format.
/// </summary>
public enum GaussianCompositing
{
    /// <summary>Normalized weighted average: (sum w_i c_i + epsilon b) / (sum w_i + epsilon). Independent of the
    /// order.</summary>
    Normalized = 0,

    /// <summary>b + sum w_i c_i, clamped to [0,1]. Independent of the order.</summary>
    Additive = 1,

    /// <summary>
    /// The "over" operator, front to back (Porter and Duff, 1984). Gaussian 0 is in front; a pixel is finished at alpha
    /// 0.999.
    /// </summary>
    Over = 2,
}

/// <summary>Color space of a model's color values, in which they are blended. The numbers are part of the file
/// format.</summary>
public enum GaussianBlendSpace
{
    /// <summary>sRGB-encoded values (IEC 61966-2-1), as in the source file.</summary>
    Srgb = 0,

    /// <summary>Linear light with sRGB primaries. Rendered pixels are encoded as sRGB after compositing.</summary>
    Linear = 1,
}

/// <summary>Names of the metadata entries that Stylize uses. Other entries are kept unchanged.</summary>
public static class GaussianMetadata
{
    /// <summary>A title.</summary>
    public const string Title = "title";

    /// <summary>SHA-256 of the source file, in lowercase hexadecimal.</summary>
    public const string SourceHash = "source-sha256";

    /// <summary>The program that created the model.</summary>
    public const string Encoder = "encoder";
}
