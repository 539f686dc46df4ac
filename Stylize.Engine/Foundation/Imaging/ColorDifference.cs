namespace Stylize.Engine.Imaging;

/// <summary>CIEDE2000 color differences (CIE 142-2001; Sharma, Wu and Dalal, Color Research and Application 30, 2005), weights kL = kC =
/// kH = 1.</summary>
internal static class ColorDifference
{
    private const double Radians = Math.PI / 180;
    private const double Pow25To7 = 6103515625;

    /// <summary>Returns the difference of two colors: 0 if they are equal, about 1 if it is just noticeable.</summary>
    public static double Ciede2000(Lab x, Lab y) => Ciede2000(x.L, x.A, x.B, y.L, y.A, y.B);

    public static double Ciede2000(double l1, double a1, double b1, double l2, double a2, double b2)
    {
        var meanC = (Math.Sqrt((a1 * a1) + (b1 * b1)) + Math.Sqrt((a2 * a2) + (b2 * b2))) / 2;
        var meanC7 = Pow7(meanC);
        var g = 0.5 * (1 - Math.Sqrt(meanC7 / (meanC7 + Pow25To7)));
        var (a1p, a2p) = ((1 + g) * a1, (1 + g) * a2);
        var (c1, c2) = (Math.Sqrt((a1p * a1p) + (b1 * b1)), Math.Sqrt((a2p * a2p) + (b2 * b2)));
        var (h1, h2) = (Hue(a1p, b1), Hue(a2p, b2));

        var deltaL = l2 - l1;
        var deltaC = c2 - c1;
        var gray = c1 * c2 == 0;
        var deltaH = gray ? 0 : h2 - h1;
        if (deltaH > 180) deltaH -= 360;
        if (deltaH < -180) deltaH += 360;
        var deltaBigH = 2 * Math.Sqrt(c1 * c2) * Math.Sin(deltaH / 2 * Radians);

        var meanL = (l1 + l2) / 2;
        var meanCp = (c1 + c2) / 2;
        double meanH;
        if (gray) meanH = h1 + h2;
        else if (Math.Abs(h1 - h2) <= 180) meanH = (h1 + h2) / 2;
        else meanH = h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;

        var t = 1 - (0.17 * Math.Cos((meanH - 30) * Radians)) + (0.24 * Math.Cos(2 * meanH * Radians))
            + (0.32 * Math.Cos(((3 * meanH) + 6) * Radians)) - (0.20 * Math.Cos(((4 * meanH) - 63) * Radians));
        var away = (meanH - 275) / 25;
        var meanCp7 = Pow7(meanCp);
        var rotation = -Math.Sin(60 * Math.Exp(-away * away) * Radians) * 2 * Math.Sqrt(meanCp7 / (meanCp7 + Pow25To7));
        var fromMiddle = (meanL - 50) * (meanL - 50);
        var l = deltaL / (1 + (0.015 * fromMiddle / Math.Sqrt(20 + fromMiddle)));
        var c = deltaC / (1 + (0.045 * meanCp));
        var h = deltaBigH / (1 + (0.015 * meanCp * t));
        return Math.Sqrt(Math.Max(0, (l * l) + (c * c) + (h * h) + (rotation * c * h)));
    }

    private static double Pow7(double v)
    {
        var cube = v * v * v;
        return cube * cube * v;
    }

    private static double Hue(double a, double b)
    {
        if (a == 0 && b == 0) return 0;

        var hue = Math.Atan2(b, a) / Radians;
        return hue < 0 ? hue + 360 : hue;
    }
}
