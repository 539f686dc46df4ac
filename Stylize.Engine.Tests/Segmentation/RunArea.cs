using Stylize.Engine.Segmentation.Labels;

namespace Stylize.Engine.Tests.Segmentation;

internal static class RunArea
{
    extension(RunTable runs)
    {
        /// <summary>Number of foreground pixels.</summary>
        public long Area => runs.Ends.ToArray().Zip(runs.Starts.ToArray()).Sum(run => (long)run.First - run.Second);
    }
}
