namespace Stylize.Engine.Segmentation.Nuclei;

/// <summary>An image at a reduced resolution, whose pixels are the means of square blocks. Only the last means are
/// held.</summary>
internal sealed class ReducedImage(Raster<ushort> image) : IDisposable
{
    private Raster<float>? _means;
    private int _side = 1;

    public int Width => _means?.Width ?? image.Width;
    public int Height => _means?.Height ?? image.Height;

    /// <summary>Changes the side of the blocks.</summary>
    public void Reduce(int side)
    {
        if (side == _side) return;

        Dispose();
        (_side, _means) = (side, side > 1 ? new BlockMeans<ushort, uint>(image, side).ToPlane() : null);
    }

    public Raster<float> Smooth(double sigma)
    {
        var smooth = Raster<float>.Packed(Width, Height);
        Smooth(sigma, (y, row) => row.CopyTo(smooth.Row(y)));
        return smooth;
    }

    public void Smooth(double sigma, Action<int, Span<float>> write) =>
        GaussianBlur.Smooth(Width, Height, sigma, Read, write);

    public void Dispose() => _means?.Dispose();

    private void Read(int y, Span<float> row)
    {
        if (_means is null)
        {
            TensorPrimitives.ConvertTruncating(image.Row(y), row);
        }
        else
        {
            _means.Row(y).CopyTo(row);
        }
    }
}
