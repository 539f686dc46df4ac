namespace Stylize.Engine.Imaging;

/// <summary>Hands out an image that was decoded at once in strips.</summary>
/// <param name="info">Its header.</param>
/// <param name="image">Its pixels, which are the reader's from now on.</param>
internal sealed class WholeRgbaStrips(ImageInfo info, Raster<Rgba32> image) : IRgbaStripReader
{
    private int _next;

    /// <inheritdoc/>
    public ImageInfo Info => info;

    /// <inheritdoc/>
    public int Read(Raster<Rgba32> rows)
    {
        var count = Math.Min(rows.Height, image.Height - _next);
        for (var y = 0; y < count; y++)
        {
            image.Row(_next + y).CopyTo(rows.Row(y));
        }

        _next += count;
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => image.Dispose();
}
