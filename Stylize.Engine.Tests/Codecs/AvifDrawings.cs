namespace Stylize.Engine.Tests.Codecs;

/// <summary>AVIF files for the rows of the inventory. Those in base64 are drawn by avifenc of libavif 0.11
/// from plain
/// areas, because the encoder of the codec does not write their boxes.</summary>
internal static class AvifDrawings
{
    /// <summary>Gray of 0, 64, 128 and 255 in narrow range: avifenc -y 400 -r limited.</summary>
    private const string NarrowGray =
        "AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAPBtZXRhAAAAAAAAAChoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAA" +
        "AAAAbGliYXZpZgAAAAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAEUAAAAIgAAAChpaW5mAAAAAAAB" +
        "AAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABoaXBycAAAAElpcGNvAAAAFGlzcGUAAAAAAAAAIAAAAAgAAAAOcGl4" +
        "aQAAAAABCAAAAAxhdjFDgQAcAAAAABNjb2xybmNseAABAA0ABgAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACptZGF0" +
        "EgAKCBgQv9hgIaDEMhQQAKMg/j0alMLLvN6ZFIk6uLAscA==";

    /// <summary>(200, 60, 30) with alpha 255, 128 and 0, and (20, 60,
    /// 230) with 64: avifenc --premultiply.</summary>
    private const string Premultiplied =
        "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAAGbbWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAA" +
        "AAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAsaWxvYwAAAABEAAACAAEAAAABAAAB4gAAAD8AAgAAAAEAAAHD" +
        "AAAAHwAAAEJpaW5mAAAAAAACAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAAAaaW5mZQIAAAAAAgAAYXYwMUFscGhh" +
        "AAAAAChpcmVmAAAAAAAAAA5wcmVtAAEAAQACAAAADmF1eGwAAgABAAEAAADDaXBycAAAAJ1pcGNvAAAAFGlzcGUAAAAA" +
        "AAAAIAAAAAgAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBIAAAAAAAE2NvbHJuY2x4AAEADQAAgAAAAA5waXhpAAAAAAEI" +
        "AAAADGF2MUOBABwAAAAAOGF1eEMAAAAAdXJuOm1wZWc6bXBlZ0I6Y2ljcDpzeXN0ZW1zOmF1eGlsaWFyeTphbHBoYQAA" +
        "AAAeaXBtYQAAAAAAAAACAAEEAQKDBAACBAEFhgcAAABmbWRhdBIACgUYEL/YVDIUEACjIPyKJz0mGBDwB6shBxtyuYQS" +
        "AAoIOBC/2EBDQAgyMRAAAFcJktuyII7Xr30wE+zYotA6spGoVgWGlT+0dICndkkBY/aPEDax/ENUEnjK4lg=";

    /// <summary>The same without --premultiply; the sequence header of alpha states narrow range.</summary>
    private const string NarrowAlpha =
        "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAAGNbWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAA" +
        "AAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAsaWxvYwAAAABEAAACAAEAAAABAAAB1AAAADEAAgAAAAEAAAG1" +
        "AAAAHwAAAEJpaW5mAAAAAAACAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAAAaaW5mZQIAAAAAAgAAYXYwMUFscGhh" +
        "AAAAABppcmVmAAAAAAAAAA5hdXhsAAIAAQABAAAAw2lwcnAAAACdaXBjbwAAABRpc3BlAAAAAAAAACAAAAAIAAAAEHBp" +
        "eGkAAAAAAwgICAAAAAxhdjFDgSAAAAAAABNjb2xybmNseAABAA0AAIAAAAAOcGl4aQAAAAABCAAAAAxhdjFDgQAcAAAA" +
        "ADhhdXhDAAAAAHVybjptcGVnOm1wZWdCOmNpY3A6c3lzdGVtczphdXhpbGlhcnk6YWxwaGEAAAAAHmlwbWEAAAAAAAAA" +
        "AgABBAECgwQAAgQBBYYHAAAAWG1kYXQSAAoFGBC/2EQyFBAAoyD8iic9JhgQ8AerIQcbcrmEEgAKCDgQv9hAQ0AIMiMQ" +
        "AAAAH3yNYT83VqyVoxeT893a+VL8qeLDjNXdVkGNRmQMIg==";

    /// <summary>Tiles of 64 x 64 pixels, red and blue: avifenc --grid 2x1.</summary>
    private const string Grid =
        "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAAF/bWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAA" +
        "AAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAA6aWxvYwAAAABEAAADAAEAAAABAAABpwAAAAgAAgAAAAEAAAGv" +
        "AAAAJwADAAAAAQAAAdYAAAAnAAAAXGlpbmYAAAAAAAMAAAAaaW5mZQIAAAAAAQAAZ3JpZENvbG9yAAAAABppbmZlAgAA" +
        "AQACAABhdjAxQ29sb3IAAAAAGmluZmUCAAABAAMAAGF2MDFDb2xvcgAAAAAcaXJlZgAAAAAAAAAQZGltZwABAAIAAgAD" +
        "AAAAi2lwcnAAAABfaXBjbwAAABRpc3BlAAAAAAAAAIAAAABAAAAAEHBpeGkAAAAAAwgICAAAABNjb2xybmNseAABAA0A" +
        "AIAAAAAUaXNwZQAAAAAAAABAAAAAQAAAAAxhdjFDgSAAAAAAACRpcG1hAAAAAAAAAAMAAQMBAgMAAgQEAoUDAAMEBAKF" +
        "AwAAAF5tZGF0AAAAAQCAAEASAAoJOBV//YQENACAMhgQAAC0UbTwxPOBGQHm72pfRNB5F8X+BlQSAAoJOBV//YQENACA" +
        "MhgQAAC0UbTwxPOBGPyPuknfYPj6cmSEBfo=";

    /// <summary>A red frame and a blue one: avifenc --fps 10.</summary>
    private const string Sequence =
        "AAAALGZ0eXBhdmlzAAAAAGF2aWZhdmlzbXNmMWlzbzhtaWYxbWlhZk1BMUEAAAGNbWV0YQAAAAAAAAAoaGRscgAAAAAA" +
        "AAAAcGljdAAAAAAAAAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAsaWxvYwAAAABEAAACAAEAAAABAAAG5wAA" +
        "ACcAAgAAAAEAAAa8AAAAGQAAAEJpaW5mAAAAAAACAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAAAaaW5mZQIAAAAA" +
        "AgAAYXYwMUFscGhhAAAAABppcmVmAAAAAAAAAA5hdXhsAAIAAQABAAAAw2lwcnAAAACdaXBjbwAAABRpc3BlAAAAAAAA" +
        "ACAAAAAIAAAAEHBpeGkAAAAAAwgICAAAAAxhdjFDgSAAAAAAABNjb2xybmNseAABAA0AAIAAAAAOcGl4aQAAAAABCAAA" +
        "AAxhdjFDgQAcAAAAADhhdXhDAAAAAHVybjptcGVnOm1wZWdCOmNpY3A6c3lzdGVtczphdXhpbGlhcnk6YWxwaGEAAAAA" +
        "HmlwbWEAAAAAAAAAAgABBAECgwQAAgQBBYYHAAAE+21vb3YAAAB4bXZoZAEAAAAAAAAA5zJpOwAAAADnMmk7AAAACgAA" +
        "AAAAAAACAAEAAAEAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAA" +
        "AAAAAAAAAAAAAAAAAAAAAAIAAAIhdHJhawAAAGh0a2hkAQAAAQAAAADnMmk7AAAAAOcyaTsAAAABAAAAAAAAAAAAAAAC" +
        "AAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAQAAAAAAgAAAACAAAAAABsW1kaWEA" +
        "AAAsbWRoZAEAAAAAAAAA5zJpOwAAAADnMmk7AAAACgAAAAAAAAACVcQAAAAAAChoZGxyAAAAAAAAAABwaWN0AAAAAAAA" +
        "AAAAAAAAbGliYXZpZgAAAAFVbWluZgAAABR2bWhkAAAAAQAAAAAAAAAAAAAAJGRpbmYAAAAcZHJlZgAAAAAAAAABAAAA" +
        "DHVybCAAAAABAAABFXN0YmwAAAAUc3RjbwAAAAAAAAABAAAG5wAAABxzdHNjAAAAAAAAAAEAAAABAAAAAgAAAAEAAAAc" +
        "c3RzegAAAAAAAAAAAAAAAgAAACcAAAB0AAAAFHN0c3MAAAAAAAAAAQAAAAEAAAAYc3R0cwAAAAAAAAABAAAAAgAAAAEA" +
        "AACVc3RzZAAAAAAAAAABAAAAhWF2MDEAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAIAAIAEgAAABIAAAAAAAAAAEKQU9N" +
        "IENvZGluZwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAY//8AAAAMYXYxQ4EgAAAAAAATY29scm5jbHgAAQANAACAAAAAEGNj" +
        "c3QAAAAAfAAAAAAAAlp0cmFrAAAAaHRraGQBAAABAAAAAOcyaTsAAAAA5zJpOwAAAAIAAAAAAAAAAAAAAAIAAAAAAAAA" +
        "AAAAAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAABAAAAAACAAAAAIAAAAAAAUdHJlZgAAAAxhdXhs" +
        "AAAAAQAAAdZtZGlhAAAALG1kaGQBAAAAAAAAAOcyaTsAAAAA5zJpOwAAAAoAAAAAAAAAAlXEAAAAAAAoaGRscgAAAAAA" +
        "AAAAYXV4dgAAAAAAAAAAAAAAAGxpYmF2aWYAAAABem1pbmYAAAAUdm1oZAAAAAEAAAAAAAAAAAAAACRkaW5mAAAAHGRy" +
        "ZWYAAAAAAAAAAQAAAAx1cmwgAAAAAQAAATpzdGJsAAAAFHN0Y28AAAAAAAAAAQAABrwAAAAcc3RzYwAAAAAAAAABAAAA" +
        "AQAAAAIAAAABAAAAHHN0c3oAAAAAAAAAAAAAAAIAAAAZAAAAEgAAABRzdHNzAAAAAAAAAAEAAAABAAAAGHN0dHMAAAAA" +
        "AAAAAQAAAAIAAAABAAAAunN0c2QAAAAAAAAAAQAAAKphdjAxAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAACAACABIAAAA" +
        "SAAAAAAAAAABCkFPTSBDb2RpbmcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGP//AAAADGF2MUOBABwAAAAAEGNjc3QAAAAA" +
        "fAAAAAAAADhhdXhpAAAAAHVybjptcGVnOm1wZWdCOmNpY3A6c3lzdGVtczphdXhpbGlhcnk6YWxwaGEAAAAAzm1kYXQS" +
        "AAoJAAAAAhf5tfJUMgoQAIAAAC12LD6GEgAyDjADwIAAAEaABAD2x9lMEgAKDCAAAAIX+bXyQENACDIVEACAAAAffI8B" +
        "jjdWrOc5jRHLVnryEgAycDADwIAAAEaAAQDtR9t/rX4phvaUoQ1SnvZoy9Q2VZyYsvBIivp07VWOSTAyaLGDIj55QWrQ" +
        "sYJLFoc1LUgg7NfPSzUAwXMGS5jNFP6GP5ZSIEPYVPvBAvDTlUWte3pvmk+e9iIrr4s/w+m0Eo6W6JA=";

    /// <summary>Red with pixels of 2:1: avifenc --pasp 2,1.</summary>
    private const string Oblong =
        "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAAEDbWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAA" +
        "AAAAAAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABKwAAACIAAAAoaWluZgAA" +
        "AAAAAQAAABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAe2lwcnAAAABbaXBjbwAAABRpc3BlAAAAAAAAACAAAAAIAAAA" +
        "EHBpeGkAAAAAAwgICAAAAAxhdjFDgSAAAAAAABNjb2xybmNseAABAA0AAIAAAAAQcGFzcAAAAAIAAAABAAAAGGlwbWEA" +
        "AAAAAAAAAQABBQECgwQFAAAAKm1kYXQSAAoIOBC/2EBDQAgyFBAAAAAffI8BjjdWrOc5jRHLVnry";

    /// <summary>(200, 120, 80) in narrow range, which a box without codes calls full: avifenc -y 444 -r limited
    /// --cicp 2/2/2.</summary>
    private const string Ranged =
        "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAA" +
        "AAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAB0AAAAoaWluZgAAAAAAAQAA" +
        "ABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAABAAAAAIAAAAEHBpeGkAAAAA" +
        "AwgICAAAAAxhdjFDgSAAAAAAABNjb2xybmNseAACAAIAAoAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACVtZGF0EgAKBTgM" +
        "v/IIMhIQAAAhKDpxkaZz2yiAZulAZqA=";

    /// <summary>Gray of 0, 64, 128 and 255 with a gray profile of gamma 1.8: avifenc -y 400 --icc.</summary>
    private const string GrayProfile =
        "AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAb1tZXRhAAAAAAAAAChoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA" +
        "bGliYXZpZgAAAAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAHhAAAAIgAAAChpaW5mAAAAAAABAAAAGmlu" +
        "ZmUCAAAAAAEAAGF2MDFDb2xvcgAAAAE1aXBycAAAARVpcGNvAAAAFGlzcGUAAAAAAAAAIAAAAAgAAAAOcGl4aQAAAAABCAAA" +
        "AAxhdjFDgQAcAAAAAMxjb2xycHJvZgAAAMAAAAAAAkAAAG1udHJHUkFZWFlaIAAAAAAAAAAAAAAAAGFjc3AAAAAAAAAAAAAA" +
        "AAAAAAAAAAAAAAAAAAAAAAAAAAD21gABAAAAANMtAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" +
        "AAAAAAAAAAAAAnd0cHQAAACcAAAAFGtUUkMAAACwAAAAEFhZWiAAAAAAAAD21gABAAAAANMtY3VydgAAAAAAAAABAcwAAAAA" +
        "ABNjb2xybmNseAACAAIABoAAAAAYaXBtYQAAAAAAAAABAAEFAQKDBAUAAAAqbWRhdBIACggYEL/YYEBA1DIUEACjIP49VBbC" +
        "y90TuRU9Q7i3hbA=";

    /// <summary>(200, 120, 80), derived from an AV1 image without a change (iden).</summary>
    private const string Identity =
        "AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAARxtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA" +
        "AAAAAA5waXRtAAAAAAACAAAAOmlpbmYAAAAAAAIAAAAWaW5mZQIAAAAAAQAAYXYwMXgAAAAAFmluZmUCAAAAAAIAAGlkZW54" +
        "AAAAABppcmVmAAAAAAAAAA5kaW1nAAIAAQABAAAAb2lwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAABAAAAAIAAAAEHBpeGkA" +
        "AAAAAwgICAAAAAxhdjFDgSAAAAAAABNjb2xybmNseAABAA0ABoAAAAAcaXBtYQAAAAAAAAACAAEEAQKDBAACAgEEAAAAHmls" +
        "b2MAAAAARAAAAQABAAAAAQAAAUAAAAAhAAAAKW1kYXQSAAoIOAy/sICGg0gyExAAALb8Mh/NWx6oNAk/a9Dl3kA=";

    /// <summary>(200, 120, 80) and (0, 160, 160): avifenc -y 444 -d 10.</summary>
    private const string Full10 =
        "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAA" +
        "AGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAC8AAAAoaWluZgAAAAAAAQAAABppbmZl" +
        "AgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAABAAAAAIAAAAEHBpeGkAAAAAAwoKCgAAAAxh" +
        "djFDgSBAAAAAABNjb2xybmNseAABAA0ABoAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAADdtZGF0EgAKCDgMv7OAhoNIMiEQAACr" +
        "CORALv5KcuHbA4sCkKR8hNZ0/X6KM4lnLOqaruA=";

    /// <summary>The same with -r limited --cicp 1/13/1.</summary>
    private const string Narrow10 =
        "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAA" +
        "AGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAC4AAAAoaWluZgAAAAAAAQAAABppbmZl" +
        "AgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAABAAAAAIAAAAEHBpeGkAAAAAAwoKCgAAAAxh" +
        "djFDgSBAAAAAABNjb2xybmNseAABAA0AAQAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAADZtZGF0EgAKCDgMv7OAhoCIMiAQAACr" +
        "CORDMVynS4RziwMVQwb2n+X7+ijNc43zqfxFgA==";

    /// <summary>The same with -d 12 -r limited.</summary>
    private const string Narrow12 =
        "AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAPJtZXRhAAAAAAAAAChoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAbGli" +
        "YXZpZgAAAAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAEWAAAAMQAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAA" +
        "AAEAAGF2MDFDb2xvcgAAAABqaXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAEAAAAAgAAAAQcGl4aQAAAAADDAwMAAAADGF2MUOB" +
        "QGAAAAAAE2NvbHJuY2x4AAEADQAGAAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAAOW1kYXQSAAoIWAy/s6AhoMEyIxAAAKsI5D/P" +
        "lFKcluouTiwKJpPAKo+F+/ff+PvzGmOqLczC";

    /// <summary>Gray of 0, 64, 128 and 255: avifenc -y 400 -d 10 -r limited.</summary>
    private const string NarrowGray10 =
        "AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAPBtZXRhAAAAAAAAAChoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAbGli" +
        "YXZpZgAAAAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAEUAAAAJAAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAA" +
        "AAEAAGF2MDFDb2xvcgAAAABoaXBycAAAAElpcGNvAAAAFGlzcGUAAAAAAAAAIAAAAAgAAAAOcGl4aQAAAAABCgAAAAxhdjFDgQBc" +
        "AAAAABNjb2xybmNseAABAA0ABgAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAACxtZGF0EgAKCBgQv9ngIaDEMhYQAKMg/jv34+ws" +
        "s0dXORGO3fuJAK0Q";

    /// <summary>(200, 120, 80) and (0, 160, 160) in YCgCo (matrix 8) and narrow range.</summary>
    private const string YCgCo =
        "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAA" +
        "AGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAACcAAAAoaWluZgAAAAAAAQAAABppbmZl" +
        "AgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAABAAAAAIAAAAEHBpeGkAAAAAAwgICAAAAAxh" +
        "djFDgSAAAAAAABNjb2xybmNseAABAA0ACAAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAAC9tZGF0EgAKCDgMv7KAhoAQMhkQAACs" +
        "7ruGV3c4/Iyq+9diLfSeQPdEVS6I";

    private const string Shown = "c87850 00a0a0", P3 = "d57346 00a3a1";

    public static IEnumerable<KeyValuePair<string, Func<Drawing>>> All { get; } = new Dictionary<string,
        Func<Drawing>>
    {
        ["colr nclx"] = () => Colors(P3, file => TinyAvif.WithCodes(file, 12, 13)),
        ["colr profile"] = () =>
            Colors("e0794d 00a1a1", file => file, new ImageMetadata { IccProfile = TinyProfile.AdobeRgb() }),

        // The box is free space; the codes are those of the sequence header.
        ["color of the AV1 data"] = () => new(WithoutColor(NarrowGray), "000000 404040 808080 ffffff", 8, 2),
        ["narrow range of gray"] = () =>
            new(Convert.FromBase64String(NarrowGray), "000000 404040 808080 ffffff", 8, 2),
        ["narrow range of color"] = () =>
            Colors("cf7339 009f9f", file => TinyAvif.WithCodes(file, 1, 13, isFull: false), off: 60),
        ["10 and 12 bits"] = () => new(Convert.FromBase64String(Full10), Shown, 8, 1),
        ["narrow range of 10 bits"] = () => new(Convert.FromBase64String(Narrow10), Shown, 8, 1),
        ["narrow range of 12 bits"] = () => new(Convert.FromBase64String(Narrow12), Shown, 8, 1),
        ["narrow range of gray of 10 bits"] = () =>
            new(Convert.FromBase64String(NarrowGray10), "000000 404040 808080 ffffff", 8, 1),
        ["narrow range of YCgCo"] = () => new(Convert.FromBase64String(YCgCo), Shown, 8, 1),
        ["colr of another kind"] = () => new(
            TinyAvif.WithProperty(Convert.FromBase64String(Full10), "colr"u8,
                [.. "nclc"u8, 0, 1, 0, 13, 0, 6], isEssential: false), Shown, 8, 1),
        ["colr nclx with an unknown matrix, or of constant luminance"] = () => WithMatrix(10, Shown),
        ["colr nclx with matrix 11 or 14"] = () => WithMatrix(14),
        ["mini (small picture)"] = () => new(
            [.. BigEndian.Long(16), .. "ftypmif3avif"u8, .. BigEndian.Long(16), .. "mini"u8, .. new byte[8]]),
        ["unknown property that is essential"] = () =>
            Colors("", file => TinyAvif.WithProperty(file, "zzzz"u8, new byte[4])),
        ["ispe unlike the data"] = () => Colors("", file =>
        {
            file[file.AsSpan().IndexOf("ispe"u8) + 11] = 32;
            return file;
        }),
        ["clap outside of the picture"] = () => Colors("", file => TinyAvif.WithProperty(file, "clap"u8,
            [.. new long[] { 32, 1, 8, 1, 0, 1, 0, 1 }.SelectMany(BigEndian.Long)])),
        ["colr nclx without codes"] = () => new(Convert.FromBase64String(Ranged), "bd7755 bd7755", 8, 2),
        ["colr nclx with unknown codes"] = () => Colors(Shown, file => TinyAvif.WithCodes(file, 1, 9)),
        ["gain map (tmap or auxC)"] = () => Colors(
            Shown, file => TinyAvif.WithProperty(
                file, "auxC"u8, [0, 0, 0, 0, .. "urn:com:apple:photo:2020:aux:hdrgainmap\0"u8])),
        ["clli"] = () =>
            Colors("fdfdfd fdfdfd", file => TinyAvif.WithProperty(TinyAvif.WithCodes(file, 9, 16), "clli"u8,
                [0, 203, 0, 100]),
            colors: [new(148, 148, 148), new(148, 148, 148)], off: 5),
        ["mdcv, cclv, amve and ndwt"] = () => Colors("848484 848484", file => TinyAvif.WithProperty(
            TinyAvif.WithCodes(file, 1, 16), "mdcv"u8, new byte[24]),
            colors: [new(128, 128, 128), new(128, 128, 128)]),
        ["colr profile of gray"] = () => new(
            Convert.FromBase64String(GrayProfile), "000000 515151 929292 ffffff", 8, 3),
        ["colr profile damaged or for other colors"] = () => Colors(
            Shown, file => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(file).Replace("acsp", "acsx")),
            new ImageMetadata { IccProfile = TinyProfile.AdobeRgb() }),
        ["sato next to a picture"] = () => new(Hidden("sato"), "c83c1e c83c1e c83c1e 143ce6", 8, 2),
        ["sato as the picture"] = () => new(Renamed("sato")),
        ["tili"] = () => new(Renamed("tili")),
        ["iscl"] = () => Colors(
            "", file => TinyAvif.WithProperty(file, "iscl"u8, [0, 0, 0, 0, 0, 1, 0, 2, 0, 1, 0, 2])),
        ["iden"] = () => new(Convert.FromBase64String(Identity), "c87850 c87850", 8, 4),
        ["altr and pymd"] = () => Colors(Shown, file => Grouped(file, "altr")),
        ["irot after imir"] = () => Colors("00a0a0 / c878503c", file => TinyAvif.WithProperty(
            TinyAvif.WithProperty(file, "imir"u8, [0]), "irot"u8, [1]),
            colors: [new(200, 120, 80, 60), new(0, 160, 160)]),
        ["ster (two views)"] = () => Colors(Shown, file => Grouped(file, "ster")),
        ["chroma sample position"] = () => Colors(Shown, file =>
        {
            file[file.AsSpan().IndexOf("av1C"u8) + 6] |= 2;
            return file;
        }),
        ["a1lx (progressive layers)"] = () =>
            Colors(Shown, file => TinyAvif.WithProperty(file, "a1lx"u8, new byte[7])),
        ["a1op and lsel"] = () => Colors(Shown, file => TinyAvif.WithProperty(file, "lsel"u8, [0, 0])),
        ["auxl alpha"] = () =>
            Colors("c87850 00a0a03c", file => file, colors: [new(200, 120, 80), new(0, 160, 160, 60)]),
        ["narrow range of alpha"] = () =>
            new(Convert.FromBase64String(NarrowAlpha), "c83c1e c83c1e82 - 143ce638", 8, 2),
        ["prem"] = () => new(Convert.FromBase64String(Premultiplied), "c83c1e c83c1e80 - 143ce640", 8, 4),
        ["irot"] = () => Colors("00a0a0 / c87850", file => TinyAvif.WithProperty(file, "irot"u8, [1])),
        ["imir"] = () => Colors("00a0a0 c87850", file => TinyAvif.WithProperty(file, "imir"u8, [1])),

        // The left half: its center lies four pixels left of that of the picture.
        ["clap"] = () => Colors("c87850", file => TinyAvif.WithProperty(file, "clap"u8,
            [.. new long[] { 8, 1, 8, 1, -4, 1, 0, 1 }.SelectMany(BigEndian.Long)])),
        ["grid"] = () => new(Convert.FromBase64String(Grid), "ff0000 0000ff", 64, 2),
        ["iovl"] = () => new(Overlay(),
            "ff0000 0000ff 0000ff 00ff00 / ff0000 0000ff 0000ff 00ff00", 32, 2),
        ["auxl depth and disparity"] = () => new(
            Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(Convert.FromBase64String(NarrowAlpha))
                .Replace("auxiliary:alpha", "auxiliary:depth")), "c83c1e c83c1e c83c1e 143ce6", 8, 2),
        ["EXIF orientation"] = () =>
            Colors(Shown, file => file, new ImageMetadata { Exif = TinyExif.Make("x", 1,
                isBig: true) }) is var upright
            ? upright with { File = Turned(upright.File) } : upright,
        ["colr nclx with PQ or HLG"] = () => Colors("848484 848484", file => TinyAvif.WithCodes(file, 1, 16),
            colors: [new(128, 128, 128), new(128, 128, 128)]),
        ["pasp"] = () => new(Convert.FromBase64String(Oblong), "ff0000", 32, 2),
        ["sequence"] = () => new(Convert.FromBase64String(Sequence), "ff0000", 32, 2),
    }.Select(pair => KeyValuePair.Create($"AVIF, HEIC: {pair.Key}", pair.Value));

    private static Drawing WithMatrix(byte matrix, string shown = "")
    {
        var file = Convert.FromBase64String(Full10);
        file[file.AsSpan().IndexOf("nclx"u8) + 9] = matrix;
        return new(file, shown, 8, 40);
    }

    /// <summary>Returns two blocks of color.</summary>
    private static Drawing Colors(
        string shown, Func<byte[], byte[]> change, ImageMetadata? metadata = null, Rgba32[]? colors = null,
            int off = 4)
    {
        Rgba32[] blocks = colors ?? [new(200, 120, 80), new(0, 160, 160)];
        using var image = Paint<Rgba32>(16, 8, (x, _) => blocks[x / 8]);
        var file = EncodedFiles.Written(target => ImageCodecs.Default.Encode(image, target,
            new EncodeOptions(ImageFormat.Avif) { Lossless = true,
                Metadata = metadata ?? ImageMetadata.None }));
        return new(change(file), shown, 8, off);
    }

    /// <summary>Returns the tiles of the grid as layers on green, the second one over half of the first.</summary>
    private static byte[] Overlay()
    {
        byte[] file = Convert.FromBase64String(Grid), layers =
        [
            0, 0, .. ((int[])[0, 0xffff, 0, 0xffff, 128, 64, 0, 0, 32, 0]).SelectMany(BigEndian.Word),
        ];
        "iovl"u8.CopyTo(file.AsSpan(file.AsSpan().IndexOf("gridColor"u8)));
        // Offset and length of the first item.
        var place = file.AsSpan(file.AsSpan().IndexOf((byte[])[0, 0, 1, 0xa7, 0, 0, 0, 8]));
        BinaryPrimitives.WriteInt32BigEndian(place, file.Length);
        BinaryPrimitives.WriteInt32BigEndian(place[4..], layers.Length);
        return [.. file, .. layers];
    }

    /// <summary>Returns the file with alpha whose second item is of another kind.</summary>
    private static byte[] Hidden(string kind)
    {
        var file = Convert.FromBase64String(NarrowAlpha);
        Encoding.ASCII.GetBytes(kind).CopyTo(file.AsSpan(file.AsSpan().LastIndexOf("av01Alpha"u8)));
        return file;
    }

    /// <summary>Returns the file with a group of its picture and another one.</summary>
    private static byte[] Grouped(byte[] file, string type) => TinyAvif.WithBox(file,
    [
        .. BigEndian.Long(36), .. "grpl"u8, .. BigEndian.Long(28), .. Encoding.ASCII.GetBytes(type),
        .. ((int[])[0, 9, 2, 1, 2]).SelectMany(value => BigEndian.Long(value)),
    ]);

    /// <summary>Returns the grid as a picture of another kind.</summary>
    private static byte[] Renamed(string kind)
    {
        var file = Convert.FromBase64String(Grid);
        Encoding.ASCII.GetBytes(kind).CopyTo(file.AsSpan(file.AsSpan().IndexOf("gridColor"u8)));
        return file;
    }

    private static byte[] WithoutColor(string text)
    {
        var file = Convert.FromBase64String(text);
        "free"u8.CopyTo(file.AsSpan(file.AsSpan().IndexOf("colrnclx"u8)));
        return file;
    }

    /// <summary>Returns a file whose EXIF data states orientation 6 (tag 274 of type 3).</summary>
    private static byte[] Turned(byte[] file)
    {
        var at = file.AsSpan().IndexOf((byte[])[1, 18, 0, 3, 0, 0, 0, 1]);
        file[at + 9] = 6;
        return file;
    }
}
