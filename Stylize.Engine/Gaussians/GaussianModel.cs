using System.Collections.ObjectModel;

namespace Stylize.Engine.Gaussians;

/// <summary>An image as 2D Gaussians: the Gaussians, the size of the source image, and how the Gaussians become pixels.</summary>
/// <remarks>
/// At offset d from the center, in source pixels, q = d^T Sigma^-1 d is the squared Mahalanobis distance, and the window is max(0,
/// exp(-q/2) - exp(-<see cref="Cutoff"/>^2/2)): continuous, and zero from <see cref="Cutoff"/> standard deviations on. Models with alpha
/// blend premultiplied colors: a color counts with opacity * window * A, so that transparent Gaussians leave no colored fringe; alpha is
/// blended like a color. The model owns its store and disposes of it.
/// </remarks>
public sealed class GaussianModel : IDisposable
{
    /// <summary>Largest width or height of a source, in pixels.</summary>
    public const int MaxSide = 1 << 20;

    /// <summary>Default of <see cref="Cutoff"/>, in standard deviations.</summary>
    public const float DefaultCutoff = 3.5f;

    /// <summary>Default of <see cref="Epsilon"/>.</summary>
    public const float DefaultEpsilon = 0.01f;

    private static readonly IReadOnlyDictionary<string, string> NoMetadata = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>A model with the default settings: opaque, normalized, in sRGB.</summary>
    /// <param name="store">The Gaussians; owned by the model from now on.</param>
    /// <param name="width">Width of the source in pixels, 1 to <see cref="MaxSide"/>.</param>
    /// <param name="height">Height of the source in pixels, 1 to <see cref="MaxSide"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">Width or height is out of range.</exception>
    public GaussianModel(GaussianStore store, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, MaxSide);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, MaxSide);
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

    /// <summary>How the Gaussians that cover a pixel give its color.</summary>
    public GaussianCompositing Compositing { get; init; } = GaussianCompositing.Normalized;

    /// <summary>Space of the color values.</summary>
    public GaussianBlendSpace BlendSpace { get; init; } = GaussianBlendSpace.Srgb;

    /// <summary>Mahalanobis distance at which a Gaussian ends, in standard deviations, 1 to 8.</summary>
    public float Cutoff { get; init; } = DefaultCutoff;

    /// <summary>Weight of the background in normalized compositing, above 0 to 1.</summary>
    public float Epsilon { get; init; } = DefaultEpsilon;

    /// <summary>The color where no Gaussian is, in the blend space with straight alpha. Opaque models take its alpha for 1.</summary>
    public GaussianColor<float> Background { get; init; } = new(0, 0, 0, 1);

    /// <summary>True for models with alpha: rendered pixels may be transparent.</summary>
    public bool HasAlpha { get; init; }

    /// <summary>Gaussians of each layer, heaviest first, if the model was fitted in layers; otherwise the profile plans them.</summary>
    internal IReadOnlyList<int> LayerSizes { get; init; } = [];

    /// <summary>Names and values that describe the model; <see cref="GaussianMetadata"/> has those that Stylize uses.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = NoMetadata;

    /// <summary>A model of other Gaussians with the same settings and size.</summary>
    public GaussianModel With(GaussianStore store) => With(store, Width, Height);

    /// <summary>A model of other Gaussians and another source size with the same settings.</summary>
    /// <param name="store">Owned by the result.</param>
    public GaussianModel With(GaussianStore store, int width, int height) => With(store, width, height, Cutoff, Epsilon, Metadata);

    internal GaussianModel With(
        GaussianStore store, int width, int height, float cutoff, float epsilon, IReadOnlyDictionary<string, string> metadata) =>
        new(store, width, height)
        {
            Compositing = Compositing,
            BlendSpace = BlendSpace,
            Cutoff = cutoff,
            Epsilon = epsilon,
            Background = Background,
            HasAlpha = HasAlpha,
            Metadata = metadata,
        };

    /// <summary>Frees the store.</summary>
    public void Dispose() => Store.Dispose();
}

/// <summary>How Gaussians give a pixel's color; w_i is opacity times window, c_i a color, b the background. Numbers as in files.</summary>
public enum GaussianCompositing
{
    /// <summary>Normalized weighted average: (sum w_i c_i + epsilon b) / (sum w_i + epsilon). Order does not matter.</summary>
    Normalized = 0,

    /// <summary>b + sum w_i c_i, clamped to [0,1]. Order does not matter.</summary>
    Additive = 1,

    /// <summary>Front to back by "over" (Porter and Duff, 1984): Gaussian 0 is in front; a pixel ends at alpha .999.</summary>
    Over = 2,
}

/// <summary>What a model's color values mean, and so in which space they are blended. The numbers are those of the file format.</summary>
public enum GaussianBlendSpace
{
    /// <summary>sRGB-encoded values (IEC 61966-2-1), as in the source file.</summary>
    Srgb = 0,

    /// <summary>Linear light with sRGB primaries; rendered pixels are encoded as sRGB after compositing.</summary>
    Linear = 1,
}

/// <summary>Names of metadata entries that Stylize itself uses. Other entries are kept as they are.</summary>
public static class GaussianMetadata
{
    /// <summary>A title.</summary>
    public const string Title = "title";

    /// <summary>SHA-256 of the source file, lower-case hexadecimal.</summary>
    public const string SourceHash = "source-sha256";

    /// <summary>The program that made the model.</summary>
    public const string Encoder = "encoder";
}
