namespace Stylize.Engine.Segmentation.Labels;

/// <summary>Labels connected components. Labels follow raster order, as in scikit-image.</summary>
public static class RunLabeler
{
    /// <summary>Labels the connected components. Runs of different objects are not connected.</summary>
    /// <param name="connectivity">8: pixels that share a corner are connected; 4: only those that share an edge.</param>
    public static LabeledRuns Label(RunTable runs, int connectivity = 8, CancellationToken cancellation = default)
    {
        if (connectivity is not (4 or 8)) throw StylizeException.Option("Connectivity", connectivity, "4 or 8");

        var labels = new int[runs.Count];
        var count = new ImageRuns<int>(runs.RowOffsets, runs.Starts, runs.Ends, runs.Objects)
            .Label(connectivity, joinsFalling: null, first: 1, labels, cancellation);
        return new LabeledRuns(runs, labels, count);
    }
}
