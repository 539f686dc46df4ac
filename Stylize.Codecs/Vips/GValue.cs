using System.Runtime.InteropServices;

namespace Stylize.Codecs.Vips;

/// <summary>GObject's tagged value: the type, then two eight-byte slots.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    private nuint _type;
    private ulong _first;
    private ulong _second;
}
