using Stylize.Engine.Segmentation.Plates.Tiles;
using Stylize.Engine.Segmentation.Wells;


namespace Stylize.Engine.Segmentation.Plates.Cells;

/// <summary>One segmented channel of a well at a timepoint before its files are written.</summary>
internal sealed record ChannelResult(
    ChannelReaders Tiles, MontageGrid Grid, IReadOnlyList<LabelledPlane> Planes, ChannelMeasurement Measurement) : IDisposable
{
    public void Dispose()
    {
        foreach (var plane in Planes)
        {
            plane.Dispose();
        }
    }
}
