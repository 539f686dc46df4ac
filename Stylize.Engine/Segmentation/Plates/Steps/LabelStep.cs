using Stylize.Engine.Segmentation.Images;
using Stylize.Engine.Segmentation.Labels;
using Stylize.Engine.Segmentation.Plates.Tiles;

namespace Stylize.Engine.Segmentation.Plates.Steps;

/// <summary>Labels the foreground of tiles: across the seams of their montage, or of each tile.</summary>
/// <param name="interest">The regions of interest, outside of which objects are dropped; null for none.</param>
internal sealed class LabelStep(WellWork work, WellInterest? interest)
{
    public List<LabeledPlane> Run(List<TileForeground> foreground, MontageGrid grid)
    {
        using var phase = work.Context.Phases.Start("label");
        var options = work.Options;
        List<LabeledPlane> planes = [];
        if (options.IsPerTile || (grid.Columns == 1 && grid.Rows == 1))
        {
            foreach (var found in foreground)
            {
                var regions = found.Stack is { } stack
                    ? new LabeledRuns(found.Runs, found.Runs.Objects.ToArray(), stack.Count)
                    : ForegroundFinder.Label(found.Runs, options.Segmentation, work.Cancellation);
                planes.Add(work.Own(new(regions, [found.Tile]) { Stack = found.Stack }));
            }
        }
        else
        {
            var stitched = new GivenMasks(work).OfWell(grid, foreground)
                ?? LabeledPlane.Stitch(grid, foreground, options.Segmentation.Method != ThresholdMethod.Labels);
            foreground.ForEach(f => f.Runs.Dispose());
            var labels = ForegroundFinder.Label(stitched, options.Segmentation, work.Cancellation);
            planes.Add(work.Own(new(labels, [.. foreground.Select(f => f.Tile)])));
        }

        planes.ForEach(plane => interest?.Limit(plane));
        return planes;
    }
}
