namespace Stylize.Engine.Tests.Gaussians.Fitting;

/// <summary>A clock that advances by one millisecond per reading. A fit reads it at least once per iteration.</summary>
internal sealed class SteppingTime : TimeProvider
{
    private long _milliseconds;

    public override long TimestampFrequency => 1000;

    public override long GetTimestamp() => ++_milliseconds;
}
