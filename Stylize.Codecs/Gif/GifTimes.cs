namespace Stylize.Codecs.Gif;

/// <summary>
/// Gives frames the times of a GIF, which are hundredths of a second, so that an animation keeps its length. Viewers
/// show a hundredth as ten, so a frame of more that would get one is left out, and the next one gets its time.
/// </summary>
internal static class GifTimes
{
    private const int Hundredth = 10;

    public static IEnumerable<AnimationFrame> Round(IEnumerable<AnimationFrame> frames)
    {
        var (end, written) = (0L, 0L);
        foreach (var frame in frames)
        {
            end += frame.Milliseconds;
            var time = ((end + (Hundredth / 2)) / Hundredth * Hundredth) - written;
            if (time == Hundredth && frame.Milliseconds > Hundredth && written > 0) continue;

            written += time;
            yield return frame with { Milliseconds = (int)time };
        }
    }
}
