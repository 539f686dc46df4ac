using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Tests.Segmentation;

internal static class RunArea
{
    /// <summary>Returns runs with the object of each pixel, 0 for background.</summary>
    public static RunTable Objects(int width, int height, Func<int, int, int> value, bool areWhole = true)
    {
        var runs = RunTable.WithObjects(width, height, areWhole);
        for (var y = 0; y < height; y++)
        {
            runs.AddRow([.. Enumerable.Range(0, width).Select(x => value(x, y))]);
        }

        return runs;
    }

    extension(LabeledRuns labeled)
    {
        /// <summary>Returns the labels of all pixels, or the numbers of their regions.</summary>
        public Raster<int> Painted(bool asNumbers = false)
        {
            var labels = new Raster<int>(labeled.Runs.Width, labeled.Runs.Height);
            labeled.Paint(labels, 0, 0, labels.Height, asNumbers);
            return labels;
        }
    }

    extension(RunTable runs)
    {
        /// <summary>Number of foreground pixels.</summary>
        public long Area => runs.Ends.ToArray().Zip(runs.Starts.ToArray()).Sum(run => (long)run.First - run.Second);
    }
}
