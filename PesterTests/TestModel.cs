using System;
using System.IO;
using System.Text;

namespace StylizeTests
{
    /// <summary>Writes minimal .g2d files (docs/gaussian-format.md), with a background and no Gaussians.</summary>
    public static class TestModel
    {
        public static void Write(string path, int width, int height, int seed)
        {
            using (var head = new MemoryStream())
            using (var file = File.Create(path))
            {
                var fields = new BinaryWriter(head);
                fields.Write(width);
                fields.Write(height);
                fields.Write(0);
                fields.Write(new byte[] { 3, 1, 0, 0, 0, 0 });
                foreach (var value in new[] { 3.5f, 0.01f, seed * 37 % 256 / 255f, seed * 91 % 256 / 255f,
                    seed * 53 % 256 / 255f, 1f })
                {
                    fields.Write(value);
                }

                file.Write(new byte[] { 0x89, (byte)'G', (byte)'2', (byte)'D', 1 }, 0, 5);
                Chunk(file, "HEAD", head.ToArray());
                Chunk(file, "DONE", new byte[0]);
            }
        }

        private static void Chunk(Stream target, string type, byte[] data)
        {
            var content = new byte[4 + data.Length];
            Encoding.ASCII.GetBytes(type, 0, 4, content, 0);
            data.CopyTo(content, 4);
            target.Write(BitConverter.GetBytes(data.Length), 0, 4);
            target.Write(content, 0, content.Length);
            var crc = uint.MaxValue;
            foreach (var value in content)
            {
                crc ^= value;
                for (var bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
                }
            }

            target.Write(BitConverter.GetBytes(~crc), 0, 4);
        }
    }
}
