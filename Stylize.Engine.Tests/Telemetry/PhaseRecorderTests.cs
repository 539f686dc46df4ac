using System.Diagnostics.Metrics;
using Stylize.Engine.Telemetry;

namespace Stylize.Engine.Tests.Telemetry;

public sealed class PhaseRecorderTests
{
    [Fact]
    public void Phases_keep_their_order_and_are_added_by_name()
    {
        var recorder = new PhaseRecorder();
        foreach (var name in new[] { "decode", "assign", "assign", "encode" })
        {
            using (recorder.Start(name))
            {
                Thread.SpinWait(1000);
            }
        }

        Assert.Equal(["decode", "assign", "encode"], recorder.Phases.Select(p => p.Name));
        Assert.All(recorder.Phases, p => Assert.True(p.Elapsed > TimeSpan.Zero));
    }

    [Fact]
    public void A_phase_counts_pooled_bytes()
    {
        var recorder = new PhaseRecorder();
        using (recorder.Start("work"))
        {
            using var raster = new Raster<float>(1000, 1000);
        }

        Assert.True(recorder.Phases[0].PooledBytes >= 4_000_000);
    }

    [Fact]
    public void Listeners_receive_an_activity_and_a_sample_per_phase()
    {
        var activities = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EngineTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (activities)
                {
                    activities.Add(activity.OperationName);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var samples = new List<string?>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "stylize.phase.duration")
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            lock (samples)
            {
                samples.Add(tags[1].Value as string);
            }
        });
        meters.Start();

        using (new PhaseRecorder { Operation = "a-test" }.Start("a-phase"))
        {
        }

        Assert.Contains("a-test a-phase", activities);
        Assert.Contains("a-phase", samples);
    }

    [Fact]
    public void A_phase_counts_managed_and_pooled_bytes_together()
    {
        var recorder = new PhaseRecorder();
        using (recorder.Start("work"))
        {
            GC.KeepAlive(new byte[3_000_000]);
            using var raster = new Raster<float>(1000, 1000);
        }

        Assert.InRange(recorder.Phases[0].AllBytes, 7_000_000, long.MaxValue);
    }
}
