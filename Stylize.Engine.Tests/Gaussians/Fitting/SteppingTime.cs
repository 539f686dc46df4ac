namespace Stylize.Engine.Tests.Gaussians.Fitting;

/// <summary>A clock that goes on by a millisecond whenever it is looked at, which a fit does at least once an iteration.</summary>
internal sealed class SteppingTime : TimeProvider
{
    private long _milliseconds;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => ++_milliseconds;
}
