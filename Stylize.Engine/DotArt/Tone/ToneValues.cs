namespace Stylize.Engine.DotArt.Tone;

/// <summary>The color values in which ink and paper are averaged, in [0,1]. Encoded values are averaged by viewers that
/// scale a drawing down, and approximate prints, whose dots look larger than they are: the Yule-Nielsen equation with n
/// = 2.2 (Yule and Nielsen, 1951). Linear values are those of the Murray-Davies equation, for ink without dot
/// gain.</summary>
internal sealed class ToneValues
{
    private static readonly ToneValues Encoded = new(ToneCurve.Encoded), Linear = new(ToneCurve.Linear);
    private readonly ToneCurve _curve;
    private readonly float[] _ofByte = new float[256];

    private ToneValues(ToneCurve curve)
    {
        _curve = curve;
        for (var i = 0; i < 256; i++)
        {
            _ofByte[i] = curve == ToneCurve.Linear ? Srgb.ToLinear((byte)i) : i / 255f;
        }
    }

    public static ToneValues ForCurve(ToneCurve curve) => curve == ToneCurve.Linear ? Linear : Encoded;

    public float this[int value] => _ofByte[value];

    public Vector3 this[Rgba32 color] => new(_ofByte[color.R], _ofByte[color.G], _ofByte[color.B]);

    public byte ToByte(float value) => _curve == ToneCurve.Linear ? Srgb.ToByte(value) : (byte)((value * 255f) + 0.5f);
}
