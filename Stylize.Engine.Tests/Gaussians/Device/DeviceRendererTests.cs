using Stylize.Engine.Gaussians.Device;
using Stylize.Engine.Tests.Gaussians.Rendering;

namespace Stylize.Engine.Tests.Gaussians.Device;

/// <summary>Compares the pictures of a device with those of the processor and of the definition.</summary>
public sealed class DeviceRendererTests
{
    public static TheoryData<GaussianCompositing, bool, GaussianBlendSpace> Kinds => GaussianRendererTests.Kinds;

    [Theory<OpenClDevice>]
    [MemberData(nameof(Kinds))]
    public void Pixels_are_within_one_step_of_the_processor_at_any_size(
        GaussianCompositing compositing, bool hasAlpha, GaussianBlendSpace space)
    {
        var device = OpenClDevice.Value;
        using var model = RandomModel.Create(1, 400, 175, 93, compositing, hasAlpha, space);
        foreach (var options in (RenderOptions[])
            [
                new(), new() { Width = 700, Height = 372 }, new() { Width = 58, Height = 31 }, new() { Width = 44, Height = 24 },
                new() { Width = 20, Height = 90 }, new() { Width = 1, Height = 1 }, new() { Level = 0.3 }, new() { FillGaps = true },
                new() { TerminationThreshold = 0.5 },
            ])
        {
            using var expected = GaussianRenderer.Render(model, options);
            using var actual = GaussianRenderer.Render(model, options, 2, GaussianRenderer.WidestLanes, default, device);
            AssertNear(expected, actual, options.ToString());
        }
    }

    [Theory<OpenClDevice>]
    [MemberData(nameof(Kinds))]
    public void Samples_are_within_half_a_step_of_the_definition(
        GaussianCompositing compositing, bool hasAlpha, GaussianBlendSpace space)
    {
        var device = OpenClDevice.Value;
        using var model = RandomModel.Create(2, 120, 75, 53, compositing, hasAlpha, space);
        using var image = GaussianRenderer.RenderSamples(model, null, 1, 4, SampleGrid.MaxPerPixel, default, device);
        for (var y = 0; y < 53; y += 2)
        {
            for (var x = 0; x < 75; x += 2)
            {
                var expected = BruteForceRenderer.Pixel(model, x, y, 75, 53);
                for (var k = 0; k < image.Planes.Count; k++)
                {
                    Assert.Equal(expected[k], image.Planes[k][x, y], 0.5 / 255);
                }
            }
        }
    }

    [Fact<OpenClDevice>]
    public void A_picture_of_several_rounds_and_parts_equals_that_of_the_processor()
    {
        var device = OpenClDevice.Value;
        using var model = RandomModel.Create(3, 6000, 1500, 1100);
        var options = new RenderOptions { Scale = 1.3 };
        using var expected = GaussianRenderer.Render(model, options, 2);
        using var actual = GaussianRenderer.Render(model, options, 2, GaussianRenderer.WidestLanes, default, device);
        AssertNear(expected, actual, "large");
    }

    [Fact<OpenClDevice>]
    public void A_device_with_small_groups_draws_the_same_picture()
    {
        var device = OpenClDevice.Value.WithSmallGroups();
        Assert.Equal(8, device.GroupSide);
        using var model = RandomModel.Create(9, 2000, 300, 200, hasAlpha: true);
        using var expected = GaussianRenderer.Render(model);
        using var actual = GaussianRenderer.Render(model, null, 1, GaussianRenderer.WidestLanes, default, device);
        AssertNear(expected, actual, "small groups");
    }

    [Fact<OpenClDevice>]
    public void Two_runs_give_equal_pictures()
    {
        var device = OpenClDevice.Value;
        using var model = RandomModel.Create(4, 2000, 300, 200);
        using var one = GaussianRenderer.RenderSamples(model, null, 1, 4, SampleGrid.MaxPerPixel, default, device);
        using var other = GaussianRenderer.RenderSamples(model, null, 2, 8, SampleGrid.MaxPerPixel, default, device);
        for (var y = 0; y < 200; y++)
        {
            Assert.Equal(one.Planes[0].Row(y), other.Planes[0].Row(y));
        }
    }

    [Fact<OpenClDevice>]
    public void Hostile_shapes_and_empty_models_are_drawn()
    {
        var device = OpenClDevice.Value;
        using var hostile = RandomModel.Create(6, 12, 40, 40);
        float[] values = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, 1e-30f, 1e30f];
        for (var i = 0; i < 6; i++)
        {
            hostile.Store.L11[i] = values[i];
            hostile.Store.X[i + 6] = values[i];
        }

        using var empty = new GaussianModel(new GaussianStore(0), 20, 10) { Background = new(1, 0.5f, 0, 1) };
        foreach (var model in (GaussianModel[])[hostile, empty])
        {
            using var expected = GaussianRenderer.Render(model);
            using var actual = GaussianRenderer.Render(model, null, 1, GaussianRenderer.WidestLanes, default, device);
            AssertNear(expected, actual, "hostile");
        }
    }

    [Fact<OpenClDevice>]
    public void A_canceled_rendering_ends()
    {
        var device = OpenClDevice.Value;
        using var model = RandomModel.Create(7, 10, 100, 100);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            GaussianRenderer.Render(model, null, 1, GaussianRenderer.WidestLanes, new CancellationToken(true), device));
    }

    [Fact<OpenClDevice>]
    public void Files_that_share_a_device_do_not_disturb_each_other()
    {
        var device = OpenClDevice.Value;
        using var model = RandomModel.Create(8, 500, 200, 150);
        using var expected = GaussianRenderer.Render(model, null, 1, GaussianRenderer.WidestLanes, default, device);
        Parallel.For(0, 6, _ =>
        {
            using var actual = GaussianRenderer.Render(model, null, 1, GaussianRenderer.WidestLanes, default, device);
            for (var y = 0; y < actual.Height; y++)
            {
                Assert.Equal(expected.Row(y), actual.Row(y));
            }
        });
    }

    private static void AssertNear(Raster<Rgba32> expected, Raster<Rgba32> actual, string which)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        foreach (var (x, y) in Coordinates(expected.Width, expected.Height))
        {
            var (a, b) = (expected[x, y], actual[x, y]);
            var difference = Math.Max(
                Math.Max(Math.Abs(a.R - b.R), Math.Abs(a.G - b.G)), Math.Max(Math.Abs(a.B - b.B), Math.Abs(a.A - b.A)));

            // Colors of nearly transparent pixels are quotients of small sums.
            Assert.True(difference <= 1 || Math.Max(a.A, b.A) < 2, $"{which}: {a} and {b} at ({x},{y})");
        }
    }
}
