using Stylize.Engine.PixelArt.Samples;

namespace Stylize.Engine.PixelArt.Dithering;

/// <summary>Excludes palette colors of a wrong hue: a mixture of red and cyan is gray from a distance, but close by a face has cyan cells,
/// and Lab alone takes a magenta for a dark blue sky. Hues are those of Oklab (Ottosson, "A perceptual color space for image
/// processing", 2020), because those of Lab bend near blue.</summary>
internal sealed class HueLimit
{
    /// <summary>Maximum angle between the hues of a color and of a tone, in degrees; about the distance of primary and secondary colors.
    /// </summary>
    private const float MaxAngle = 65;

    /// <summary>Angle beyond that of the nearest hue, in degrees, within which a palette without a near hue keeps several.</summary>
    private const float Beyond = 10;

    /// <summary>Chroma of a tone up to which it is gray and takes all hues, and from which the angle counts fully.</summary>
    private const float GrayTone = 6, VividTone = 12;

    /// <summary>The same for palette colors, whose chroma counts less.</summary>
    private const float GrayColor = 4, VividColor = 18;

    /// <summary>Chroma of a tone up to which it is pale. In palettes of more colors, whose colors are less vivid, only grays are.</summary>
    private const float PaleTone = 20;

    /// <summary>Maximum chroma of the colors of a gray; it rises in proportion to the chroma of a pale tone.</summary>
    private const float MaxGrayColor = 11;

    /// <summary>Angle from which a hue is on the opposite side of gray.</summary>
    private const float Opposite = 90;

    /// <summary>Maximum distance in L* of the two colors around a pale tone that takes no more vivid colors.</summary>
    private const float PaleStep = 60;

    /// <summary>The same for a tone that takes no other hues.</summary>
    private const float HueStep = 80;

    private readonly float _undo, _paleTone;
    private readonly Lab[] _palette;
    private readonly float[] _hues, _widening;
    private readonly bool[] _isPale;

    /// <param name="palette">The palette as the tones are compared with it, with the chroma of a far palette.</param>
    /// <param name="undo">The factor that turns the chroma of a tone into that of the photograph.</param>
    public HueLimit(Lab[] palette, float undo)
    {
        (_palette, _undo, _paleTone) = (palette, undo, palette.Length > ToneMatch.FewColors ? GrayTone : PaleTone);
        _hues = [.. palette.Select(Hue)];
        _widening = [.. palette.Select(color => Grayness(color.Chroma, GrayColor, VividColor))];
        (Allowed, _isPale) = (new bool[palette.Length], new bool[palette.Length]);
    }

    /// <summary>Finds the colors that a tone may take: those of about its hue, or of the nearest hue that the palette has. A pale tone
    /// takes no vivid colors, and a gray only grays, where the palette has others of about its lightness. Where it has none even of the
    /// hue, a pale tone, or one whose hue the palette lacks, takes all: a light blue sky is rather red than black.</summary>
    public void Limit(Lab tone)
    {
        var chroma = _undo * tone.Chroma;
        var gray = Grayness(chroma, GrayTone, VividTone);
        var (hue, nearest) = (Hue(tone), 180f);
        for (var k = 0; k < _hues.Length; k++)
        {
            nearest = _widening[k] == 1 ? nearest : Math.Min(nearest, Angle(_hues[k], hue));
        }

        var most = MaxGrayColor * Math.Max(1, chroma / GrayTone);
        for (var k = 0; k < _hues.Length; k++)
        {
            var limit = MaxAngle + ((180 - MaxAngle) * Math.Max(gray, _widening[k]));
            Allowed[k] = Angle(_hues[k], hue) <= Math.Max(limit, nearest + Beyond);
            _isPale[k] = Allowed[k] && _palette[k].Chroma <= most;
        }

        if (chroma <= _paleTone && Step(_isPale, tone.L) <= PaleStep)
        {
            _isPale.CopyTo(Allowed, 0);
        }
        else if ((chroma <= _paleTone || nearest > Opposite) && Step(Allowed, tone.L) > HueStep)
        {
            Array.Fill(Allowed, true);
        }
    }

    /// <summary>Whether the last tone may take each color.</summary>
    public bool[] Allowed { get; }

    /// <summary>Returns the distance in L* of the two colors around a lightness.</summary>
    private float Step(bool[] isCounted, float lightness)
    {
        var (darker, lighter) = (0f, 100f);
        for (var k = 0; k < isCounted.Length; k++)
        {
            var own = _palette[k].L;
            darker = isCounted[k] && own <= lightness ? Math.Max(darker, own) : darker;
            lighter = isCounted[k] && own >= lightness ? Math.Min(lighter, own) : lighter;
        }

        return lighter - darker;
    }

    /// <summary>Returns 1 for the chroma of a gray, falling to 0 for that of a vivid color.</summary>
    private static float Grayness(float chroma, float gray, float vivid) => Math.Clamp((vivid - chroma) / (vivid - gray), 0, 1);

    private static float Angle(float one, float other) => Math.Abs(((one - other + 540) % 360) - 180);

    /// <summary>Returns the hue in Oklab, 0 to 360 degrees.</summary>
    private static float Hue(Lab color)
    {
        var linear = LinearColor.FromLab(color);
        var (r, g, b) = (Math.Max(linear.R, 0), Math.Max(linear.G, 0), Math.Max(linear.B, 0));
        var l = Root((0.4122214708f * r) + (0.5363325363f * g) + (0.0514459929f * b));
        var m = Root((0.2119034982f * r) + (0.6806995451f * g) + (0.1073969566f * b));
        var s = Root((0.0883024619f * r) + (0.2817188376f * g) + (0.6299787005f * b));
        var x = (1.9779984951f * l) - (2.4285922050f * m) + (0.4505937099f * s);
        var y = (0.0259040371f * l) + (0.7827717662f * m) - (0.8086757660f * s);
        return (float)((PortableMath.Atan2(y, x) * 180 / Math.PI) + 360) % 360;
    }

    private static float Root(float value) => VectorRoots.Cbrt(new Vector<float>(value))[0];
}
