using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>The kernels' operations on 4 floats.</summary>
internal readonly unsafe struct Lanes128 : ILanes<Vector128<float>>
{
    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> BlockColumns(int part) => Vector128<float>.Indices + Vector128.Create(4f * (part & 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> BlockRows(int part) => Vector128.Create((float)(part >> 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Create(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Divide(Vector128<float> a, Vector128<float> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Fma(Vector128<float> a, Vector128<float> b, Vector128<float> c) => Vector128.FusedMultiplyAdd(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Max(Vector128<float> a, Vector128<float> b) => Vector128.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Min(Vector128<float> a, Vector128<float> b) => Vector128.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> WhereAtMost(Vector128<float> a, Vector128<float> b, Vector128<float> value) =>
        Vector128.LessThanOrEqual(a, b) & value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Fraction(Vector128<float> t) => t - Vector128.Floor(t);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ScaleByFloor(Vector128<float> value, Vector128<float> t) =>
        (value.AsInt32() + (Vector128.ConvertToInt32Native(Vector128.Floor(t)) << 23)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePixels(Vector128<float> r, Vector128<float> g, Vector128<float> b, Vector128<float> a, uint* target) =>
        (Byte(r) | (Byte(g) << 8) | (Byte(b) << 16) | (Byte(a) << 24)).AsUInt32().Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Byte(Vector128<float> value) =>
        Vector128.ConvertToInt32Native((value * 255f) + Vector128.Create(0.5f));
}
