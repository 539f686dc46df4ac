using System.Runtime.InteropServices;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>The samples that a Gaussian may touch, clipped to the picture; of a Gaussian that is not seen no row.</summary>
/// <param name="Top">First row.</param>
/// <param name="Bottom">Last row; less than <paramref name="Top"/> where no row is touched.</param>
/// <param name="Left">First column.</param>
/// <param name="Right">Last column.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SampleBox(int Top, int Bottom, int Left, int Right);
