namespace Stylize.Engine.Tests.Segmentation;

/// <summary>Behavior of both front ends if the database refuses a well.</summary>
public sealed class DatabaseFailureTests
{
    [Fact]
    public void A_well_that_the_database_refuses_is_reported_and_the_next_is_stored()
    {
        using var plate = new TestPlate();
        var options = new PlateOptions
        {
            Segmentation =
                new SegmentationOptions { Method = ThresholdMethod.SdFromMean, StandardDeviations = 1, Split = false },
            Channels = ["DAPI"],
            Wells = ["E4"],
        };
        var run = CollectedRun.Of(options, plate.Targets(), Directory.GetFiles(plate["tiles"]), _ => new FullStore());
        Assert.True(run.Results.Count > 1);
        Assert.Empty(run.Results[0].Value!.Timepoints);
        Assert.All(run.Results.Skip(1), result => Assert.NotEmpty(result.Value!.Timepoints));
        Assert.Equal(StylizeError.TargetUnwritable, Assert.Single(run.Failures).Failure.Error);
    }

    /// <summary>Rejects the first well.</summary>
    private sealed class FullStore : IMeasurementStore
    {
        private int _wells;

        public TimeSpan Elapsed => TimeSpan.Zero;

        public long Rows => 0;

        public IReadOnlyCollection<StoredChannel> Begin(RunRecord run, PlateMap? map = null) => [];

        public void Write(WellResult well)
        {
            if (_wells++ == 0)
            {
                throw new StylizeException(StylizeError.TargetUnwritable, "database", "The disc is full.");
            }
        }

        public void Join(WellTimepoint well)
        {
        }

        public void Judge(IReadOnlyCollection<JudgedChannel> judged)
        {
        }

        public void Remove(IReadOnlyCollection<StoredChannel> removed)
        {
        }

        public void Dispose()
        {
        }
    }
}
