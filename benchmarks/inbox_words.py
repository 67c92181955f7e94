"""What invented citizens say to benchmarks/inbox.py: words, field, needs."""

COMMON = (
    ("น้ำท่วมบ้านถึงเอวแล้ว ขอเรือมารับคนแก่", "disaster", ("disaster:evacuation",)),
    ("น้ำท่วมมาสามวัน ขอข้าวสารกับน้ำดื่มด้วยค่ะ", "disaster", ("disaster:food", "disaster:water")),
    ("น้ำท่วมถนนรถเข้าไม่ได้ ขอถุงยังชีพ", "disaster", ("disaster:food",)),
    ("น้ำท่วมครับ ไฟดับด้วย ขอไฟฉาย", "disaster", ("disaster:power",)),
)
PLEAS = (
    ("ยายป่วยติดเตียงไม่มีคนดูแล", "quality_of_life", ("quality_of_life:care",)),
    ("ขอเตียงผู้ป่วยกับที่นอนลมให้แม่", "quality_of_life", ("quality_of_life:equipment",)),
    ("ไม่มีเงินซื้อนมลูก ตกงานมาสองเดือน", "quality_of_life", ("quality_of_life:milk", "quality_of_life:work")),
    ("ขอรถพาพ่อไปหาหมอที่โรงพยาบาลทุกวันพุธ", "quality_of_life", ("quality_of_life:transport",)),
    ("บ้านเก่าหลังคารั่วขอซ่อมบ้าน", "quality_of_life", ("quality_of_life:home_repair",)),
    ("หลังคาปลิวเมื่อคืนพายุแรงมาก ขอกระเบื้อง", "disaster", ("disaster:repair",)),
    ("ต้นไม้ล้มทับบ้านขอคนมาตัด", "disaster", ("disaster:clearing",)),
    ("ไฟดับทั้งหมู่บ้านสองวันแล้ว", "disaster", ("disaster:power",)),
    ("ดินสไลด์ทับทางเข้าหมู่บ้าน", "disaster", ("disaster:clearing",)),
    ("ไข้เลือดออกระบาดขอพ่นยุง", "disease_control", ("disease_control:spraying",)),
    ("หมาจรจัดกัดเด็กกลัวเป็นพิษสุนัขบ้า", "disease_control", ("disease_control:rabies",)),
    ("ขอวัคซีนให้แม่อายุแปดสิบ", "disease_control", ("disease_control:vaccination",)),
    ("ท้องเสียกันทั้งบ้านขอเกลือแร่", "disease_control", ("disease_control:outbreak", "disease_control:medicine")),
    ("ข้าวในนาเสียหายหมดขอชดเชย", "low_income_farmer", ("low_income_farmer:compensation",)),
    ("วัวตายสามตัวขอให้มาดู", "low_income_farmer", ("low_income_farmer:livestock",)),
    ("เพลี้ยลงนาข้าวขอยาพ่น", "low_income_farmer", ("low_income_farmer:pest",)),
    ("ขอพันธุ์ข้าวปลูกใหม่ นาแล้งตายหมด", "low_income_farmer", ("low_income_farmer:seed",)),
    ("ไม่มีน้ำทำนาขอสูบน้ำเข้าคลอง", "low_income_farmer", ("low_income_farmer:water",)),
    ("ขอทุนการศึกษาให้ลูก", "other", ()),
    ("ไฟถนนหน้าบ้านไม่ติดมาเป็นเดือน", "other", ()),
    ("ขอถามเรื่องเบี้ยผู้สูงอายุ ยังไม่เข้า", "quality_of_life", ("quality_of_life:allowance",)),
)
FILLING = (
    "ขอบคุณมากค่ะ", "ช่วยหน่อยนะครับ เดือดร้อนจริง", "อยู่กันสองคนตายาย", "ติดต่อเบอร์นี้ได้ตลอด", "มีเด็กเล็กสองคน",
    "รอมาตั้งแต่เช้าแล้ว", "เพื่อนบ้านก็ลำบากเหมือนกัน", "บ้านอยู่ติดคลอง", "ซอยข้างวัด เลี้ยวซ้ายหลังที่สาม",
    "พ่อเดินไม่ได้ต้องนั่งรถเข็น", "ขอให้มาดูก่อนก็ได้", "เมื่อวานโทรไปไม่มีคนรับ", "น้ำยังขึ้นเรื่อยๆ", "ตอนนี้อยู่ศาลาวัด",
    "ส่งรูปให้แล้วนะคะ", "เข้าทางหน้าโรงเรียน", "รับทราบแล้วครับ เจ้าหน้าที่จะไปดู", "สะดวกช่วงบ่าย",
)  # fmt: skip
FIRST = (
    "สมชาย", "สมหญิง", "ประเสริฐ", "วันดี", "มาลี", "สุชาติ", "จำเนียร", "บุญมี", "สายใจ", "อุดม", "พรทิพย์", "ณรงค์",
    "ละออง", "ทองใบ", "วิชัย", "กัลยา", "ธงชัย", "รัตนา", "สำราญ", "จันทร์เพ็ญ", "อารีย์", "ประยูร", "นงลักษณ์",
)  # fmt: skip
LAST = (
    "ใจดี", "มั่นคง", "แสงทอง", "บุญเรือง", "ศรีสุข", "ทองคำ", "แก้วมณี", "รักไทย", "พรหมจันทร์", "สุวรรณ", "คงแก้ว",
    "เพชรรัตน์", "หนูแก้ว", "ชูช่วย", "อินทร์แก้ว", "ปานทอง", "จันทร์ดี", "นาคสุข", "วงศ์ษา",
)  # fmt: skip
RARE = "จระเข้หลุดจากฟาร์ม"
