using System.Collections.ObjectModel;

namespace Stylize.Engine.Gaussians;

/// <summary>An image as 2D Gaussians: the store, the size of the source, and how the Gaussians become pixels.</summary>
/// <remarks>
/// At offset d from the centre, in source pixels, q = d^T Sigma^-1 d and the window is max(0, exp(-q/2) - exp(-<see cref="Cutoff"/>^2/2)): continuous, and zero from <see cref="Cutoff"/> standard deviations on.
/// With alpha, what is blended is premultiplied: the weights of colour are opacity * window * A, so transparent Gaussians leave no fringe; alpha itself is blended like a colour.
/// The model owns its store.
/// </remarks>
public sealed class GaussianModel : IDisposable
{
    /// <summary>Largest width or height of a source, in pixels.</summary>
    public const int MaxSide = 1 << 20;

    /// <summary>Default <see cref="Cutoff"/>, standard deviations.</summary>
    public const float DefaultCutoff = 3.5f;

    /// <summary>Default <see cref="Epsilon"/>.</summary>
    public const float DefaultEpsilon = 0.01f;

    private static readonly IReadOnlyDictionary<string, string> NoMetadata = ReadOnlyDictionary<string, string>.Empty;

    /// <param name="store">The Gaussians; owned by the model from now on.</param>
    /// <param name="width">Width of the source in pixels, 1 to <see cref="MaxSide"/>.</param>
    /// <param name="height">Height of the source in pixels, 1 to <see cref="MaxSide"/>.</param>
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

    /// <summary>How Gaussians become pixels.</summary>
    public GaussianCompositing Compositing { get; init; } = GaussianCompositing.Normalised;

    /// <summary>What colour values mean.</summary>
    public GaussianBlendSpace BlendSpace { get; init; } = GaussianBlendSpace.Srgb;

    /// <summary>Standard deviations at which a Gaussian ends, 1 to 8.</summary>
    public float Cutoff { get; init; } = DefaultCutoff;

    /// <summary>Weight of the background in the normalised model, above 0.</summary>
    public float Epsilon { get; init; } = DefaultEpsilon;

    /// <summary>What shows where no Gaussian is, in the blend space with straight alpha; its alpha is 1 in opaque models.</summary>
    public GaussianColor<float> Background { get; init; } = new(0, 0, 0, 1);

    /// <summary>True where rendered pixels may be transparent.</summary>
    public bool HasAlpha { get; init; }

    /// <summary>Title, source hash, encoder settings and the like; see <see cref="GaussianMetadata"/> for the names in use.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = NoMetadata;

    /// <summary>The same settings around other Gaussians.</summary>
    /// <param name="store">Owned by the result.</param>
    public GaussianModel With(GaussianStore store) => With(store, Width, Height);

    /// <summary>The same settings around other Gaussians and another source size.</summary>
    /// <param name="store">Owned by the result.</param>
    public GaussianModel With(GaussianStore store, int width, int height) => new(store, width, height)
    {
        Compositing = Compositing,
        BlendSpace = BlendSpace,
        Cutoff = Cutoff,
        Epsilon = Epsilon,
        Background = Background,
        HasAlpha = HasAlpha,
        Metadata = Metadata,
    };

    public void Dispose() => Store.Dispose();
}
