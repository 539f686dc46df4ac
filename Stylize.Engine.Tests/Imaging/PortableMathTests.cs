namespace Stylize.Engine.Tests.Imaging;

public sealed partial class PortableMathTests
{
    /// <summary>Rooms whose numbers are not written to files: estimates of time, sheets of variants, and the functions
    /// themselves.</summary>
    private static readonly string[] Others = ["Catalog/", "Foundation/Runs/Estimate/", "PortableMath.cs"];

    [Fact]
    public void Functions_match_the_C_library()
    {
        for (var i = -4000; i <= 4000; i++)
        {
            var x = i * .0173;
            Near(Math.Exp(x), PortableMath.Exp(x), 1e-15 * (1 + Math.Abs(x)));
            Near(double.Exp2(x), PortableMath.Exp2(x), 1e-15);
            var (sin, cos) = PortableMath.SinCos(x);
            Assert.Equal(Math.Sin(x), sin, 5e-16 * (1 + Math.Abs(x) / 100));
            Assert.Equal(Math.Cos(x), cos, 5e-16 * (1 + Math.Abs(x) / 100));
            var positive = Math.Exp(x);
            Assert.Equal(Math.Log(positive), PortableMath.Log(positive), 1e-15 * (1 + Math.Abs(x)));
            Assert.Equal(Math.Log2(positive), PortableMath.Log2(positive), 1e-15 * (1 + Math.Abs(x)));
            Near(Math.Pow(Math.Abs(x), .6), PortableMath.Pow(Math.Abs(x), .6), 3e-15);
            Near(Math.Pow(10, i % 16), PortableMath.Pow(10, i % 16), 3e-16);
            Assert.Equal(Math.Acos(Math.Cos(x)), PortableMath.Acos(Math.Cos(x)), 1e-7);
            Near(Math.Atan2(Math.Sin(x), Math.Cos(x) * 3), PortableMath.Atan2(Math.Sin(x), Math.Cos(x) * 3), 1e-15);
        }
    }

    [Fact]
    public void Multiples_of_90_degrees_integer_powers_and_axes_are_exact()
    {
        Assert.Equal((1.0, 0.0), PortableMath.SinCosDegrees(450));
        Assert.Equal((-1.0, 0.0), PortableMath.SinCosDegrees(-90));
        Assert.Equal((0.0, -1.0), PortableMath.SinCosDegrees(180));
        Assert.Equal(1024, PortableMath.Exp2(10));
        Assert.Equal(1.0 / 1024, PortableMath.Exp2(-10));
        Assert.Equal(-10, PortableMath.Log2(1.0 / 1024));
        Assert.Equal(Math.PI, PortableMath.Atan2(0, -1));
        Assert.Equal(-Math.PI / 2, PortableMath.Atan2(-1, 0));
        Assert.Equal(Math.PI / 4, PortableMath.Atan2(2, 2), 2e-16);
        Assert.Equal(0, PortableMath.Atan2(0, 0));
        Assert.Equal(0, PortableMath.Exp(-1000));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp2(2000));
        Assert.Equal(double.NegativeInfinity, PortableMath.Log(0));
        Assert.Equal(0, PortableMath.Pow(0, .6));
    }

    /// <summary>The last digits of the C library's functions differ between platforms, and so would outputs.</summary>
    [Fact]
    public void Code_that_determines_outputs_does_not_use_the_C_library()
    {
        var found = Directory.GetFiles(Checkout.Path("Stylize.Engine"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Checkout.Path("Stylize.Engine"), file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("obj/") && !Others.Any(file.Contains))
            .SelectMany(
                file => LibraryFunction().Matches(File.ReadAllText(Checkout.Path("Stylize.Engine", file)))
                    .Select(use => $"{file}: {use.Value}"));
        Assert.Empty(found);
    }

    private static void Near(double expected, double actual, double relative) =>
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected), $"{actual} is not {expected}");

    [GeneratedRegex(@"\b(?:Math|MathF|double|float)\.(?:Sin|Cos|Tan|Asin|Acos|Atan|Exp|Log|Pow|Cbrt|RootN)\w*\(")]
    private static partial Regex LibraryFunction();
}
