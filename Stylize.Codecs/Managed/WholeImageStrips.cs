using Stylize.Engine.Imaging;

namespace Stylize.Codecs.Managed;

/// <summary>Hands out a decoded image in strips.</summary>
internal sealed class WholeImageStrips(ImageInfo info, SampleImage<ushort> image) : IStripReader
{
    private int _next;

    public ImageInfo Info => info;

    public int Read(IReadOnlyList<Raster<ushort>> planes)
    {
        if (planes.Count != image.Planes.Count || planes.Any(plane => plane.Width != image.Width || plane.Height != planes[0].Height))
        {
            throw new ArgumentException($"Give {image.Planes.Count} planes of equal height, {image.Width} pixels wide.", nameof(planes));
        }

        var rows = Math.Min(planes[0].Height, image.Height - _next);
        for (var band = 0; band < planes.Count; band++)
        {
            for (var y = 0; y < rows; y++)
            {
                image.Planes[band].Row(_next + y).CopyTo(planes[band].Row(y));
            }
        }

        _next += rows;
        return rows;
    }

    public void Dispose() => image.Dispose();
}
