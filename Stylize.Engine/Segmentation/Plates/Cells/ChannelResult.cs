using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;


namespace Stylize.Engine.Segmentation.Plates.Cells;

/// <summary>One segmented channel of a well at a timepoint before its files are written.</summary>
/// <param name="Tiles">The channel's tiles.</param>
/// <param name="Grid">Their places.</param>
/// <param name="Planes">The regions.</param>
/// <param name="Measurement">The measurements of the regions.</param>
internal sealed record ChannelResult(
    ChannelReaders Tiles, TileGrid Grid, IReadOnlyList<LabelledPlane> Planes, ChannelMeasurement Measurement) : IDisposable
{
    public void Dispose()
    {
        foreach (var plane in Planes)
        {
            plane.Dispose();
        }
    }
}
