namespace Stylize.Engine.Gaussians.Device;

/// <summary>
/// Bounds the work that waits on a device, so that a cancellation takes effect soon and a slow device does not stop the display. The amount
/// of work changes only when commands are enqueued, never what they compute.
/// </summary>
/// <param name="first">Amount of the first part.</param>
/// <param name="max">Largest amount of a part.</param>
internal struct DevicePace(long first, long max)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(60);

    private long _start;

    /// <summary>Amount of the next part.</summary>
    public long Amount { get; private set; } = first;

    /// <summary>Call before a part is enqueued.</summary>
    public void Begin() => _start = Stopwatch.GetTimestamp();

    /// <summary>Call when a part has finished.</summary>
    public void End()
    {
        var elapsed = Stopwatch.GetElapsedTime(_start);
        Amount = elapsed < Soon ? Math.Min(max, 2 * Amount) : elapsed > Late ? Math.Max(1, Amount / 2) : Amount;
    }
}
