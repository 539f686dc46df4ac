using System.Numerics.Tensors;
using Stylize.Engine.Imaging;
using Stylize.Engine.Segmentation.Puncta;

namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>The means of squares of an image, made row by row whenever they are needed, so that no plane of them is held.</summary>
/// <param name="image">The image.</param>
/// <param name="side">Side of a square; those at the right and lower border may be cut.</param>
internal sealed class Squares(Raster<ushort> image, int side)
{
    private readonly uint[] _sums = new uint[(image.Width + side - 1) / side];

    /// <summary>Squares in a row.</summary>
    public int Width => _sums.Length;

    /// <summary>Rows of squares.</summary>
    public int Height => (image.Height + side - 1) / side;

    /// <summary>Fills a row with its means.</summary>
    public void Read(int y, Span<float> means)
    {
        if (side == 1)
        {
            TensorPrimitives.ConvertTruncating<ushort, float>(image.Row(y), means);
            return;
        }

        var rows = Math.Min(side, image.Height - (y * side));
        Array.Clear(_sums);
        for (var row = 0; row < rows; row++)
        {
            var samples = image.Row((y * side) + row);
            for (var x = 0; x < _sums.Length; x++)
            {
                foreach (var sample in samples.Slice(x * side, Math.Min(side, samples.Length - (x * side))))
                {
                    _sums[x] += sample;
                }
            }
        }

        for (var x = 0; x < _sums.Length; x++)
        {
            means[x] = _sums[x] / (float)(rows * Math.Min(side, image.Width - (x * side)));
        }
    }

    /// <summary>The means, smoothed by a Gaussian.</summary>
    public Plane Smooth(double sigma)
    {
        var plane = new Plane(Width, Height);
        Smooth(sigma, (y, row) => row.CopyTo(plane.Row(y)));
        return plane;
    }

    /// <summary>Passes on the means, smoothed by a Gaussian, row by row.</summary>
    public void Smooth(double sigma, Action<int, Span<float>> write) => GaussianFilter.Smooth(Width, Height, sigma, Read, write);
}
