using Stylize.Engine.Gaussians.Fitting.Field;
using Stylize.Engine.Gaussians.Fitting.Motion;

namespace Stylize.Engine.Tests.Gaussians.Fitting.Motion;

public sealed class ChangedPixelsTests
{
    private const int Side = 32;

    /// <summary>A patch appears that the fit of the frame does not show.</summary>
    [Fact]
    public void What_a_fit_has_missed_remains_changed()
    {
        using var gray = Picture(default);
        using var frame = Picture(new(20, 8, 6, 12));
        using var changed = new ChangedPixels(Side, Side);
        changed.Reset(gray, gray);
        for (var i = 0; i < 3; i++)
        {
            changed.Compare(frame, gray);
            changed.Mark(threshold: 4);
            Assert.InRange(changed.Others, 6 * 12, 8 * 14);
            Assert.Equal(new FitTile(19, 7, 8, 14), changed.OtherBox());
            changed.Accept(frame, gray);
        }

        changed.Compare(frame, frame);
        changed.Mark(threshold: 4);
        Assert.Equal(0, changed.Count);
        Assert.Null(changed.OtherBox());
    }

    private static Raster<Rgba32> Picture(FitTile white) => Paint<Rgba32>(
        Side, Side, (x, y) => white.Contains(x, y) ? new(255, 255, 255) : new(128, 128, 128));
}
