using Stylize.Engine.PixelArt.Dithering;

namespace Stylize.Engine.PixelArt;

/// <summary>A dither: the declaration of a <see cref="DitherMethod"/>.</summary>
/// <param name="Side">Number of cells along a side of the pattern of an ordered dither, unless one is given.</param>
/// <param name="Map">The pattern of a side.</param>
/// <param name="Kernel">The shares in which errors are passed on.</param>
internal sealed record Dither(
    DitherMethod Method, int Side = 0, Func<int, ThresholdMap>? Map = null, DiffusionKernel? Kernel = null)
{
    /// <summary>All dithers.</summary>
    public static IReadOnlyList<Dither> All { get; } =
    [
        new(DitherMethod.None),
        new(DitherMethod.Bayer, 4, ThresholdMap.Bayer),
        new(DitherMethod.BlueNoise, 32, ThresholdMap.BlueNoise),
        new(DitherMethod.Diffusion, Kernel: DiffusionKernel.FloydSteinberg),
        new(DitherMethod.Atkinson, Kernel: DiffusionKernel.Atkinson),
        new(DitherMethod.Stucki, Kernel: DiffusionKernel.Stucki),
    ];

    /// <exception cref="InvalidOperationException">The method is not declared.</exception>
    public static Dither For(DitherMethod method) => All.Single(dither => dither.Method == method);

    /// <param name="side">Number of cells along a side; null for that of the dither.</param>
    public DitherPattern Pattern(int? side, float strength) =>
        new(Map?.Invoke(side ?? Side), Kernel, Map is null && Kernel is null ? 0 : strength);
}
